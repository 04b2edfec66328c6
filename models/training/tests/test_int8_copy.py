import sys
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, checker, helper, numpy_helper, save

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "check"))

from quantize import quantize  # noqa: E402

KINDS = {"float32": TensorProto.FLOAT, "float16": TensorProto.FLOAT16}


def detector(path, kind, batch):
    """Three convolutions: those at the ends stay float."""
    rng = np.random.default_rng(0)
    shapes = [(4, 3, 3, 3), (4, 4, 3, 3), (5, 4, 3, 3)]
    weights = [numpy_helper.from_array((0.2 * rng.normal(size=shape)).astype(kind), f"w{i}") for i, shape in enumerate(shapes)]
    names = ["images", "a", "b", "output0"]
    convolutions = [
        helper.make_node("Conv", [names[i], f"w{i}"], [names[i + 1]], f"conv{i}", kernel_shape=[3, 3], pads=[1] * 4) for i in range(3)
    ]
    ports = [helper.make_tensor_value_info(name, KINDS[kind], [batch, channels, 32, 32]) for name, channels in (("images", 3), ("output0", 5))]
    graph = helper.make_graph(convolutions, "detector", ports[:1], ports[1:], weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    checker.check_model(model)
    save(model, path)


@pytest.mark.parametrize("kind,batch", [("float32", 1), ("float32", 4), ("float16", 1)])
def test_a_detector_of_any_input_has_an_int8_copy(tmp_path, kind, batch):
    rng = np.random.default_rng(2)
    photos = [tmp_path / f"{i}.png" for i in range(3)]
    for photo in photos:
        cv2.imwrite(str(photo), rng.integers(0, 256, (40, 30, 3), np.uint8))
    model, copy = tmp_path / "model.onnx", tmp_path / "copy.onnx"
    detector(model, kind, batch)
    quantize(model, copy, photos, 32)
    picture = rng.random((batch, 3, 32, 32)).astype(kind)
    before, after = [onnxruntime.InferenceSession(str(each)).run(None, {"images": picture})[0] for each in (model, copy)]
    assert after.dtype == before.dtype
    assert 0 < np.abs(after - before).mean() < 0.05 * np.abs(before).mean()
