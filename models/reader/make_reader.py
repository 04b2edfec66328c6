"""Makes wordmark-reader.onnx and wordmark-reader.txt from PP-OCRv6's small recogniser.

    python -m venv .venv && .venv/bin/pip install -r models/reader/requirements.txt
    .venv/bin/python models/reader/make_reader.py

The Python package rapidocr carries the recogniser as ONNX (Apache-2.0). Its matrix weights become uint8, which
makes 13.8 MB of 21.2 MB; the alignment of the name changes by less than 0.02 for each letter. The convolutions stay
float: quantised, they lose marks. onnxruntime-node hands out no metadata, so the characters go into a text file.
"""

import hashlib
from pathlib import Path

import onnxruntime
import rapidocr
from onnxruntime.quantization import QuantType, quantize_dynamic

SOURCE = Path(rapidocr.__file__).parent / "models" / "PP-OCRv6_rec_small.onnx"
SOURCE_SHA256 = "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884"
MODELS = Path(__file__).parent.parent
READER = MODELS / "wordmark-reader.onnx"


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if sha256(SOURCE) != SOURCE_SHA256:
    raise SystemExit(f"{SOURCE} is another file than the one that was measured")
quantize_dynamic(SOURCE, READER, op_types_to_quantize=["MatMul"], weight_type=QuantType.QUInt8)
characters = onnxruntime.InferenceSession(str(SOURCE)).get_modelmeta().custom_metadata_map["character"]
READER.with_suffix(".txt").write_text(characters.rstrip("\n") + "\n", encoding="utf8")
print(f"{READER.name} {READER.stat().st_size} bytes, sha256 {sha256(READER)}")
