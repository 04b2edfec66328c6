"""Makes the small ONNX graphs that the cascade's tests load: one for each layout and input format.

    python -m venv .venv && .venv/bin/pip install onnx numpy && .venv/bin/python packages/test-support/models/make-models.py

Each model finds the one strongly red patch of a picture. It only does arithmetic on the pixels: a cell is "red"
when red minus green, averaged over 8 x 8 pixels, is above a half, and every red cell proposes the box around all
red cells. So a box is only right when letterbox, margin, channel order, scaling and the conversion back to the
original are right, and the results are known without training.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).parent
CELL = 8
KINDS = {"float32": TensorProto.FLOAT, "float16": TensorProto.FLOAT16, "uint8": TensorProto.UINT8}


class Graph:
    """Collects nodes and constants. Each method returns the name of its result."""

    def __init__(self):
        self.nodes, self.constants = [], []

    def constant(self, value, dtype=np.float32):
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.array(value, dtype=dtype), name))
        return name

    def ints(self, *values):
        return self.constant(values, np.int64)

    def op(self, kind, *inputs, **attributes):
        name = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name


def red_cells(graph, pixels, batch_first):
    """`[1, 1, rows, columns]`: 1 where a cell of the first picture is red, else 0."""
    first = graph.op("Slice", pixels, graph.ints(0), graph.ints(1), graph.ints(0)) if batch_first else pixels
    red = graph.op("Slice", first, graph.ints(0), graph.ints(1), graph.ints(1))
    green = graph.op("Slice", first, graph.ints(1), graph.ints(2), graph.ints(1))
    mean = graph.op("AveragePool", graph.op("Sub", red, green), kernel_shape=[CELL, CELL], strides=[CELL, CELL])
    return graph.op("Cast", graph.op("Greater", mean, graph.constant(0.5)), to=TensorProto.FLOAT)


def extent(graph, cells, axis):
    """First pixel of the red cells along an axis (2: rows, 3: columns) and the pixel after the last, each `[1, 1]`."""
    other = 5 - axis
    any_red = graph.op("ReduceMax", cells, axes=[other], keepdims=0)  # [1, 1, n]
    line = graph.op("Reshape", any_red, graph.ints(1, -1))
    count = graph.op("Squeeze", graph.op("Slice", graph.op("Shape", line), graph.ints(1), graph.ints(2)))
    places = graph.op("Cast", graph.op("Range", graph.constant(0, np.int64), count, graph.constant(1, np.int64)), to=TensorProto.FLOAT)
    starts = graph.op("Mul", places, graph.constant(float(CELL)))
    ends = graph.op("Add", starts, graph.constant(float(CELL)))
    # Cells that are not red get values that are never the smallest start or the largest end.
    away = graph.op("Mul", graph.op("Sub", graph.constant(1.0), line), graph.constant(1e4))
    low = graph.op("ReduceMin", graph.op("Add", starts, away), axes=[1], keepdims=1)
    high = graph.op("ReduceMax", graph.op("Sub", ends, away), axes=[1], keepdims=1)
    return low, high


def rows_of(graph, cells, columns):
    """Stacks `[1, 1]` values into one row for each cell: `[1, N, len(columns)]`. "score" is the value of the cell."""
    score = graph.op("Reshape", cells, graph.ints(1, -1, 1))
    zeros = graph.op("Mul", score, graph.constant(0.0))
    spread = [score if value == "score" else graph.op("Add", zeros, graph.op("Reshape", value, graph.ints(1, 1, 1))) for value in columns]
    return graph.op("Concat", *spread, axis=2)


def centre_size(graph, low, high):
    return graph.op("Mul", graph.op("Add", low, high), graph.constant(0.5)), graph.op("Sub", high, low)


def detector(layout, height, width, kind="float32", order="NCHW", batch=1, free=False, confidence=0.9):
    graph = Graph()
    picture = graph.op("Cast", "images", to=TensorProto.FLOAT)
    if kind == "uint8":
        picture = graph.op("Div", picture, graph.constant(255.0))
    if order == "NHWC":
        picture = graph.op("Transpose", picture, perm=[0, 3, 1, 2])
    cells = red_cells(graph, picture, batch > 1)
    x1, x2 = extent(graph, cells, 3)
    y1, y2 = extent(graph, cells, 2)
    sure = graph.constant([[confidence]])
    scored = graph.op("Mul", cells, graph.constant(confidence))
    (cx, w), (cy, h) = centre_size(graph, x1, x2), centre_size(graph, y1, y2)
    if layout == "v5":
        rows = rows_of(graph, cells, [cx, cy, w, h, "score", sure])
        # A real v5 has three boxes for each cell of three grids: the number of rows distinguishes it from end2end.
        wanted = sum(3 * (height // stride) * (width // stride) for stride in (8, 16, 32))
        missing = wanted - (height // CELL) * (width // CELL)
        result = graph.op("Pad", rows, graph.ints(0, 0, 0, 0, missing, 0))
    elif layout == "v8":
        result = graph.op("Transpose", rows_of(graph, scored, [cx, cy, w, h, "score"]), perm=[0, 2, 1])
    elif layout == "v8-two-classes":
        # The patch is always the second class.
        result = graph.op("Transpose", rows_of(graph, scored, [cx, cy, w, h, graph.constant([[0.0]]), "score"]), perm=[0, 2, 1])
    elif layout == "end2end":
        result = rows_of(graph, scored, [x1, y1, x2, y2, "score", graph.constant([[0.0]])])
    elif layout == "not-a-number":
        # Fails only on pictures with a patch: 0 / 0, otherwise 0 / 1.
        none_red = graph.op("Sub", graph.constant(1.0), graph.op("ReduceMax", cells, axes=[2, 3], keepdims=0))
        nothing = graph.op("Div", graph.constant([[0.0]]), none_red)
        result = graph.op("Transpose", rows_of(graph, scored, [cx, cy, w, h, nothing]), perm=[0, 2, 1])
    else:  # a classifier's output
        result = graph.op("Reshape", graph.op("ReduceMean", cells, axes=[2, 3], keepdims=0), graph.ints(1, -1))
    out_kind = TensorProto.FLOAT16 if kind == "float16" else TensorProto.FLOAT
    graph.nodes.append(helper.make_node("Cast", [result], ["output0"], to=out_kind))

    sides = ["height", "width"] if free else [height, width]
    first = "batch" if free else batch
    dims = [first, 3, *sides] if order == "NCHW" else [first, *sides, 3]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "red-patch",
            [helper.make_tensor_value_info("images", KINDS[kind], dims)],
            [helper.make_tensor_value_info("output0", out_kind, ["one", "any"] if layout == "classifier" else ["one", "rows", "columns"])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", 13)],
        ir_version=8,
    )
    onnx.checker.check_model(model)
    return model


def word_reader(sure=10.0):
    """Reads stripes of at least 8 px in a line of 48 px height: red is "a", green "b", blue "c", anything else blank.

    Output `[1, steps, 5]`, one step for each 8 px: blank, a, b, c, space.

    :param sure: how far a colour is above the others; so large that it overflows, colours give NaN
    """
    graph = Graph()
    stripes = graph.op("AveragePool", "x", kernel_shape=[48, CELL], strides=[48, CELL])  # [1, 3, 1, steps], BGR
    plane = [graph.op("Slice", stripes, graph.ints(k), graph.ints(k + 1), graph.ints(1)) for k in range(3)]
    blue, green, red = plane

    def above(one, *others):
        mean = graph.op("Mul", graph.op("Add", *others), graph.constant(0.5))
        return graph.op("Mul", graph.op("Sub", one, mean), graph.constant(sure))

    zeros = graph.op("Mul", red, graph.constant(0.0))
    blank, space = graph.op("Add", zeros, graph.constant(8.0)), graph.op("Sub", zeros, graph.constant(20.0))
    scores = graph.op("Concat", blank, above(red, green, blue), above(green, red, blue), above(blue, red, green), space, axis=1)
    rows = graph.op("Transpose", graph.op("Squeeze", scores, graph.ints(2)), perm=[0, 2, 1])
    graph.nodes.append(helper.make_node("Softmax", [rows], ["y"], axis=2))
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "stripes",
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", 3, 48, "width"])],
            [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", "steps", 5])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", 13)],
        ir_version=8,
    )
    onnx.checker.check_model(model)
    return model


def mark_classifier(root=False):
    """The darker or the more coloured a crop is, the more it looks like the mark: 20 times (0.8 - mean).

    :param root: takes the root of that, which light crops have none of: they give NaN
    """
    graph = Graph()
    mean = graph.op("ReduceMean", "crop", axes=[1, 2, 3], keepdims=0)
    odds = graph.op("Mul", graph.op("Sub", graph.constant(0.8), mean), graph.constant(20.0))
    if root:
        odds = graph.op("Sqrt", odds)
    graph.nodes.append(helper.make_node("Reshape", [odds, graph.ints(1, 1)], ["logit"]))
    crop = helper.make_tensor_value_info("crop", TensorProto.FLOAT, [1, 3, 32, 128])
    logit = helper.make_tensor_value_info("logit", TensorProto.FLOAT, [1, 1])
    opset = [helper.make_opsetid("", 13)]
    model = helper.make_model(
        helper.make_graph(graph.nodes, "likeness", [crop], [logit], graph.constants), opset_imports=opset, ir_version=8
    )
    onnx.checker.check_model(model)
    return model


MODELS = {
    "mark-classifier": mark_classifier(),
    "mark-classifier-not-a-number": mark_classifier(root=True),
    "word-reader": word_reader(),
    "word-reader-not-a-number": word_reader(sure=3e38),
    "v5": detector("v5", 160, 160),
    "v8": detector("v8", 160, 160),
    "v8-weak": detector("v8", 160, 160, confidence=0.3),
    "v8-rectangular": detector("v8", 96, 160),
    "v8-free-size": detector("v8", 160, 160, free=True),
    "v8-batch-4": detector("v8", 160, 160, batch=4),
    "v8-float16": detector("v8", 160, 160, kind="float16"),
    "v8-uint8": detector("v8", 160, 160, kind="uint8"),
    "v8-uint8-nhwc": detector("v8", 160, 160, kind="uint8", order="NHWC"),
    "v8-two-classes": detector("v8-two-classes", 160, 160),
    "end2end": detector("end2end", 160, 160),
    "not-a-number": detector("not-a-number", 160, 160),
    "classifier": detector("classifier", 160, 160),
}

if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    for name, model in MODELS.items():
        onnx.save(model, HERE / f"{name}.onnx")
        print(f"{name}.onnx {(HERE / f'{name}.onnx').stat().st_size} bytes")
