"""Makes heavy.onnx: a detector of 8.7 GFLOPs at 640 x 640 (a YOLO of nano size) that never finds anything.

    python -m venv .venv && .venv/bin/pip install onnx numpy && .venv/bin/python bench/models/make-heavy.py

Only its cost matters: few weights, used often, so that the file stays small. Weights are random with a fixed
seed; the class score's bias keeps every score near zero.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

rng = np.random.default_rng(640)
nodes, constants, flops = [], [], 0


def conv(source, name, channels_in, channels_out, side_out, stride, bias=0.0):
    """A 3 x 3 convolution with ReLU; counts two operations for each multiplication."""
    global flops
    weights = rng.normal(0, (2 / (9 * channels_in)) ** 0.5, (channels_out, channels_in, 3, 3)).astype(np.float32)
    constants.extend([numpy_helper.from_array(weights, f"{name}.w"), numpy_helper.from_array(np.full(channels_out, bias, np.float32), f"{name}.b")])
    nodes.append(helper.make_node("Conv", [source, f"{name}.w", f"{name}.b"], [name], kernel_shape=[3, 3], strides=[stride, stride], pads=[1, 1, 1, 1]))
    nodes.append(helper.make_node("Relu", [name], [f"{name}.r"]))
    flops += 2 * 9 * channels_in * channels_out * side_out**2
    return f"{name}.r"


x = conv("images", "stem", 3, 32, 320, 2)
x = conv(x, "down", 32, 64, 160, 2)
for i in range(4):
    x = conv(x, f"body{i}", 64, 64, 160, 1)
x = conv(x, "shrink0", 64, 16, 80, 2)
x = conv(x, "shrink1", 16, 16, 40, 2)
x = conv(x, "shrink2", 16, 8, 20, 2)
weights = rng.normal(0, 0.01, (5, 8, 1, 1)).astype(np.float32)
constants.extend([numpy_helper.from_array(weights, "head.w"), numpy_helper.from_array(np.array([0, 0, 0, 0, -20], np.float32), "head.b")])
constants.append(numpy_helper.from_array(np.array([1, 5, 400], np.int64), "shape"))
nodes.append(helper.make_node("Conv", [x, "head.w", "head.b"], ["head"], kernel_shape=[1, 1]))
nodes.append(helper.make_node("Sigmoid", ["head"], ["scores"]))
nodes.append(helper.make_node("Reshape", ["scores", "shape"], ["output0"]))

graph = helper.make_graph(
    nodes, "heavy",
    [helper.make_tensor_value_info("images", TensorProto.FLOAT, [1, 3, 640, 640])],
    [helper.make_tensor_value_info("output0", TensorProto.FLOAT, [1, 5, 400])],
    constants,
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
onnx.checker.check_model(model)
onnx.save(model, Path(__file__).parent / "heavy.onnx")
print(f"{flops / 1e9:.2f} GFLOPs")
