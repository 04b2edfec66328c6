"""Makes wordmark-reader.onnx and wordmark-reader.txt from PP-OCRv6's small recogniser.

    python -m venv .venv && .venv/bin/pip install -r models/reader/requirements.txt
    .venv/bin/python models/reader/make_reader.py

The Python package rapidocr carries the recogniser as ONNX (Apache-2.0). Its matrices and its wide 1 x 1 convolutions
become 8-bit, which makes 6.0 MB of 21.2 MB and takes 0.57 of the time; the other convolutions stay float, as they add
little to both. onnxruntime-node hands out no metadata, so the characters go into a text file.
"""

import hashlib
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import rapidocr
from onnx import numpy_helper, version_converter
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_dynamic, quantize_static
from PIL import Image, ImageDraw, ImageFilter, ImageFont

SOURCE = Path(rapidocr.__file__).parent / "models" / "PP-OCRv6_rec_small.onnx"
SOURCE_SHA256 = "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884"
MODELS = Path(__file__).parent.parent
READER = MODELS / "wordmark-reader.onnx"
OPSET = 13  # the first in which weights have a scale for each channel
WIDE = 96  # channels: narrower convolutions take little time
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
LINES = 200
HEIGHT_PX = 48


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def line(rng) -> np.ndarray:
    """A word in Pillow's own typeface, any two colours, blurred, with noise: float32 [1, 3, 48, w], -1..1."""
    word = "".join(rng.choice(list(LETTERS), rng.integers(3, 14)))
    ground, ink = (tuple(int(level) for level in rng.integers(0, 256, 3)) for _ in range(2))
    font = ImageFont.load_default(float(rng.uniform(18, 42)))
    image = Image.new("RGB", (int(font.getlength(word)) + int(rng.integers(8, 40)), HEIGHT_PX), ground)
    ImageDraw.Draw(image).text((int(rng.integers(0, 16)), HEIGHT_PX // 2), word, font=font, fill=ink, anchor="lm")
    image = image.filter(ImageFilter.GaussianBlur(float(rng.uniform(0, 2))))
    pixels = np.asarray(image, np.float32) + rng.normal(0, rng.uniform(0, 12), (HEIGHT_PX, image.width, 3))
    return (np.clip(pixels, 0, 255) / 127.5 - 1).transpose(2, 0, 1)[None].astype(np.float32)


class Lines(CalibrationDataReader):
    def __init__(self, name: str):
        rng = np.random.default_rng(1)
        self.feed = ({name: line(rng)} for _ in range(LINES))

    def get_next(self):
        return next(self.feed, None)


def wide_pointwise(model) -> list:
    """Names of the convolutions over single pixels that take most of the time."""
    shapes = {weights.name: numpy_helper.to_array(weights).shape for weights in model.graph.initializer}
    convolutions = [node for node in model.graph.node if node.op_type == "Conv"]
    pointwise = [node for node in convolutions if shapes[node.input[1]][2:] == (1, 1)]
    return [node.name for node in pointwise if min(shapes[node.input[1]][:2]) >= WIDE]


def make() -> None:
    with tempfile.TemporaryDirectory() as folder:
        converted, matrices = (str(Path(folder) / name) for name in ("converted.onnx", "matrices.onnx"))
        model = version_converter.convert_version(onnx.load(str(SOURCE)), OPSET)
        onnx.save(model, converted)
        quantize_dynamic(converted, matrices, op_types_to_quantize=["MatMul"], weight_type=QuantType.QUInt8)
        quantize_static(
            matrices, str(READER), Lines(model.graph.input[0].name), quant_format=QuantFormat.QDQ, per_channel=True, reduce_range=True,
            op_types_to_quantize=["Conv"], nodes_to_quantize=wide_pointwise(model),
            activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8,
        )


if sha256(SOURCE) != SOURCE_SHA256:
    raise SystemExit(f"{SOURCE} is another file than the one that was measured")
make()
characters = onnxruntime.InferenceSession(str(SOURCE)).get_modelmeta().custom_metadata_map["character"]
READER.with_suffix(".txt").write_text(characters.rstrip("\n") + "\n", encoding="utf8")
print(f"{READER.name} {READER.stat().st_size} bytes, sha256 {sha256(READER)}")
