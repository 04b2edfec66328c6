"""Static int8 quantisation of the classifier, calibrated on crops held apart: python -m logotrain.classifier.quantize --help

Its convolutions become 8-bit, with weights of 7 bits for processors without VNNI (`integer.py`); taking out brightness and contrast and the last two layers stay float. Prints how the
likeness changes on other crops held apart: half the time is worth it only when nothing is lost.
"""

import argparse
import hashlib
import json
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

from ..integer import round_once, tidy

CALIBRATED_ON = 150  # crops of each kind; the others show what is lost


class Crops(CalibrationDataReader):
    def __init__(self, crops):
        self.feed = ({"crop": one} for one in crops)

    def get_next(self):
        return next(self.feed, None)


def as_inputs(pixels) -> list:
    return [np.ascontiguousarray(one.transpose(2, 0, 1)[None]).astype(np.float32) / 255 for one in pixels]


def quantize(model: Path, out: Path, kinds: dict) -> str:
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quant_pre_process(str(model), str(prepared), skip_symbolic_shape=True)
        reader = Crops([one for pixels in kinds.values() for one in as_inputs(pixels[:CALIBRATED_ON])])
        quantize_static(
            str(prepared), str(out), reader, quant_format=QuantFormat.QDQ, per_channel=True, op_types_to_quantize=["Conv"],
            activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8, reduce_range=True,
        )
    whole = onnx.load(str(out))
    round_once(whole)
    tidy(whole)
    onnx.save(whole, str(out))
    return hashlib.sha256(out.read_bytes()).hexdigest()


def likeness(model: Path, pixels) -> np.ndarray:
    session = onnxruntime.InferenceSession(str(model))
    return np.array([session.run(None, {"crop": one})[0].item() for one in as_inputs(pixels)])


def compare(model: Path, out: Path, kinds: dict) -> dict:
    """How far the likeness moves, and the shares above even odds before and after, for each kind."""
    rows = {}
    for kind, pixels in kinds.items():
        before, after = (likeness(each, pixels[CALIBRATED_ON:]) for each in (model, out))
        shares = [round(float((each > 0).mean()), 4) for each in (before, after)]
        rows[kind] = {"moved": round(float(np.abs(after - before).mean()), 4), "above 0": shares}
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description="Quantise the classifier to int8.")
    parser.add_argument("--work", type=Path, required=True, help="where logotrain.classifier.data wrote crops")
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    kinds = dict(np.load(args.work / "apart.npz"))
    digest = quantize(args.model, args.out, kinds)
    record = {"file": args.out.name, "sha256": digest, "changes": compare(args.model, args.out, kinds)}
    manifest = args.work / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "int8": record}, indent=1) + "\n")
    print(json.dumps(record))


if __name__ == "__main__":
    main()
