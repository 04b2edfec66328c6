"""Static int8 quantisation of an exported model, calibrated on rendered scenes: python -m logotrain.quantize --help

The last layers (boxes from cells) stay in float: coordinates of a thousand pixels do not fit 8 bits. The first layer
is rounded with more care than the quantiser takes (`integer.py`), if the model takes bytes.
"""

import argparse
import hashlib
import json
import tempfile
from pathlib import Path

import numpy as np
import onnx
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

from .detect import letterbox
from .integer import first_layer, patches_of, round_once, tidy
from .shards import decode, read_shard, shard_files

KEPT_IN_FLOAT = ("/net/score", "/net/sides", "/net/stages.0")  # outputs need the range; the first layer comes after


class Scenes(CalibrationDataReader):
    def __init__(self, folder: Path, entry, side: int, count: int):
        rows = read_shard(shard_files(folder)[0])[:count]
        images = [letterbox(decode(jpeg)[..., ::-1], (side, side))[0] for jpeg, _ in rows]
        as_bytes = entry.type.tensor_type.elem_type == onnx.TensorProto.UINT8
        self.feed = iter({entry.name: image[None] if as_bytes else image.transpose(2, 0, 1)[None].astype(np.float32) / 255} for image in images)

    def get_next(self):
        return next(self.feed, None)


def quantize(model: Path, out: Path, scenes: Path, side: int, count: int, method: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quant_pre_process(str(model), str(prepared), skip_symbolic_shape=True)
        graph = onnx.load(str(prepared)).graph
        keep = [n.name for n in graph.node if not n.name.startswith("/net/") or n.name.startswith(KEPT_IN_FLOAT)]
        reader = Scenes(scenes, graph.input[0], side, count)
        quantize_static(
            str(prepared), str(out), reader, quant_format=QuantFormat.QDQ, per_channel=True, op_types_to_quantize=["Conv", "Add", "MaxPool", "Resize"],
            activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8, nodes_to_exclude=keep, calibrate_method=CalibrationMethod[method],
        )
    finish(model, out, patches_of(scenes, count))
    return hashlib.sha256(out.read_bytes()).hexdigest()


def finish(model: Path, out: Path, patches: np.ndarray) -> None:
    quantized = onnx.load(str(out))
    round_once(quantized)
    if quantized.graph.input[0].type.tensor_type.elem_type == onnx.TensorProto.UINT8:
        first_layer(quantized, patches)
    tidy(quantized)
    del quantized.metadata_props[:]
    quantized.metadata_props.extend(onnx.load(str(model)).metadata_props)
    onnx.save(quantized, str(out))


def main() -> None:
    parser = argparse.ArgumentParser(description="Quantise an exported model to int8.")
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="where logotrain.data wrote scenes")
    parser.add_argument("--side", type=int, default=640)
    parser.add_argument("--count", type=int, default=150, help="scenes to calibrate on")
    parser.add_argument("--method", choices=["MinMax", "Entropy", "Percentile"], default="MinMax")
    args = parser.parse_args()
    digest = quantize(args.model, args.out, args.work / "scenes" / "train", args.side, args.count, args.method)
    print(json.dumps({"file": args.out.name, "bytes": args.out.stat().st_size, "sha256": digest}))


if __name__ == "__main__":
    main()
