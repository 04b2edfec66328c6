"""Makes an int8 copy of any detector: what `pnpm models:check --int8` runs. python models/check/quantize.py --help

Needs the Python packages of models/training/requirements.txt (numpy, opencv, onnx, onnxruntime). Weights and
activations become 8-bit (static, per channel), calibrated on photos as the product feeds them. What follows the last
convolutions stays float, and these as well: coordinates of a thousand pixels do not fit 8 bits.
"""

import argparse
import tempfile
from pathlib import Path

import cv2
import numpy as np
import onnx
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

GREY = 114
QUANTIZED = ["Conv", "Add", "Mul", "Sigmoid", "Concat", "MaxPool", "Resize", "Relu", "LeakyRelu"]
PHOTOS = (".jpg", ".jpeg", ".png", ".webp")
DTYPES = {onnx.TensorProto.FLOAT: np.float32, onnx.TensorProto.FLOAT16: np.float16, onnx.TensorProto.UINT8: np.uint8}


class Photos(CalibrationDataReader):
    """RGB photos on grey, in the layout and the numbers of the model's input."""

    def __init__(self, files: list, entry, side: int):
        dims = [d.dim_value for d in entry.type.tensor_type.shape.dim]
        self.batch, self.last = dims[0] or 1, dims[3] == 3
        height, width = dims[1:3] if self.last else dims[2:4]
        self.size = height or side, width or side
        self.dtype = DTYPES[entry.type.tensor_type.elem_type]
        self.feed = ({entry.name: self.tensor(path)} for path in files)

    def tensor(self, path: Path):
        image, (height, width) = cv2.imread(str(path)), self.size
        scale = min(height / image.shape[0], width / image.shape[1])
        small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)[:height, :width]
        canvas = np.full((height, width, 3), GREY, np.uint8)
        top, left = (height - small.shape[0]) // 2, (width - small.shape[1]) // 2
        canvas[top:top + small.shape[0], left:left + small.shape[1]] = small[..., ::-1]
        values = canvas if self.dtype is np.uint8 else (canvas.astype(np.float32) / 255).astype(self.dtype)
        picture = values if self.last else values.transpose(2, 0, 1)
        return np.repeat(picture[None], self.batch, axis=0)

    def get_next(self):
        return next(self.feed, None)


def tail_of(graph) -> list:
    """Names of the nodes from the outputs back to the last convolutions, these included; and the very first one."""
    makers = {name: node for node in graph.node for name in node.output}
    tail, open_names = {}, [output.name for output in graph.output]
    while open_names:
        node = makers.get(open_names.pop())
        if node is None or node.name in tail:
            continue
        tail[node.name] = node
        if node.op_type != "Conv":
            open_names += node.input
    first = next((node.name for node in graph.node if node.op_type == "Conv"), None)
    return [*tail, *([first] if first else [])]


def quantize(model: Path, out: Path, files: list, side: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quant_pre_process(str(model), str(prepared), skip_symbolic_shape=True)
        graph = onnx.load(str(prepared)).graph
        quantize_static(
            str(prepared), str(out), Photos(files, graph.input[0], side), quant_format=QuantFormat.QDQ, per_channel=True, op_types_to_quantize=QUANTIZED,
            activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8, nodes_to_exclude=tail_of(graph),
        )
    made = onnx.load(str(out))
    del made.metadata_props[:]
    made.metadata_props.extend(onnx.load(str(model)).metadata_props)
    onnx.save(made, str(out))


def main() -> None:
    parser = argparse.ArgumentParser(description="Quantise a detector to int8.")
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--photos", type=Path, required=True, help="folder of ordinary photos to calibrate on")
    parser.add_argument("--side", type=int, default=640, help="input size of a model that takes any")
    parser.add_argument("--count", type=int, default=100)
    args = parser.parse_args()
    files = sorted(path for path in args.photos.rglob("*") if path.suffix.lower() in PHOTOS)
    readable = [path for path in files if cv2.haveImageReader(str(path))]
    quantize(args.model, args.out, readable[:: max(1, len(readable) // args.count)][: args.count], args.side)


if __name__ == "__main__":
    main()
