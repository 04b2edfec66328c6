"""Writes the trained detector as ONNX for the product's `yolo` stage: python -m logotrain.export --help

Output [1, 4 + 1, n]: centre x, centre y, width, height in input pixels, then the score 0..1.
Input either uint8 [1, h, w, 3] RGB (scaled inside the graph) or float32 [1, 3, h, w] RGB 0..1.
"""

import argparse
import hashlib
import json
import math
from pathlib import Path

import onnx
import torch
from torch import nn

from .net import build, cell_centres, to_boxes

OPSET = 17
STEP_PX = 32  # height and width MUST be multiples of this


class Exported(nn.Module):
    """The network with its cells turned to boxes, in the layout of YOLOv8's exports.

    Scores are shifted (as logits) so that `half` comes out as 0.5: thresholds then mean the same for all models.
    """

    def __init__(self, net, size, bytes_in: bool, half: float = 0.5):
        super().__init__()
        self.net, self.bytes_in, self.shift = net, bytes_in, math.log(half / (1 - half))
        centres, _ = cell_centres(*size)
        self.register_buffer("centres", centres)

    def forward(self, image):
        if self.bytes_in:
            image = image.permute(0, 3, 1, 2).float() / 255
        logits, sides = self.net(image)
        boxes = to_boxes(self.centres, sides)
        middle, extent = (boxes[..., :2] + boxes[..., 2:]) / 2, boxes[..., 2:] - boxes[..., :2]
        return torch.cat([middle, extent, (logits - self.shift).sigmoid()[..., None]], -1).transpose(1, 2)


class ExportedAnySize(Exported):
    """As above for any height and width: cell centres are made in the graph from each level's shape."""

    def __init__(self, net, bytes_in: bool, half: float = 0.5):
        super().__init__(net, (STEP_PX, STEP_PX), bytes_in, half)

    def forward(self, image):
        height, width = (image.shape[1], image.shape[2]) if self.bytes_in else (image.shape[2], image.shape[3])
        self.centres, _ = cell_centres(height, width)
        return super().forward(image)


def load_checkpoint(path: Path):
    """-> network with the running-mean weights, in evaluation mode, and the checkpoint's record."""
    state = torch.load(path, map_location="cpu", weights_only=False)
    net = build(state["settings"]["net"])
    net.load_state_dict(state["mean"])
    return net.eval(), state


def export(checkpoint: Path, out: Path, size, bytes_in: bool, name: str, half: float = 0.5) -> str:
    """`size`: (h, w), or None for any. -> sha256 of the file."""
    net, state = load_checkpoint(checkpoint)
    h, w = size or (640, 640)
    sample = torch.zeros((1, h, w, 3), dtype=torch.uint8) if bytes_in else torch.zeros((1, 3, h, w))
    axes = {"images": {1: "height", 2: "width"} if bytes_in else {2: "height", 3: "width"}, "output0": {2: "cells"}}
    module = Exported(net, size, bytes_in, half) if size else ExportedAnySize(net, bytes_in, half)
    with torch.no_grad():
        torch.onnx.export(module.eval(), sample, str(out), opset_version=OPSET, input_names=["images"], output_names=["output0"], dynamic_axes=None if size else axes, dynamo=False)
    model = onnx.load(str(out))
    describe(model, {"names": f"{{0: '{name}'}}", "stride": "32", "task": "detect", "step": str(state["step"]), "half": str(half)})
    onnx.save(model, str(out))
    return hashlib.sha256(out.read_bytes()).hexdigest()


def describe(model, entries: dict) -> None:
    for key, value in entries.items():
        entry = model.metadata_props.add()
        entry.key, entry.value = key, value


def parse_size(text: str):
    """"640" -> (640, 640), "384x640" -> (384, 640), "any" -> None."""
    if text == "any":
        return None
    parts = [int(part) for part in text.split("x")]
    size = (parts[0], parts[-1])
    if any(side % STEP_PX for side in size):
        raise argparse.ArgumentTypeError(f"sides must be multiples of {STEP_PX}: {text}")
    return size


def main() -> None:
    parser = argparse.ArgumentParser(description="Export a checkpoint to ONNX.")
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="the .onnx file to write")
    parser.add_argument("--size", type=parse_size, default=None, help='"640", "384x640" or "any" (default)')
    parser.add_argument("--float", action="store_true", help="float32 [1, 3, h, w] input instead of uint8 [1, h, w, 3]")
    parser.add_argument("--half", type=float, default=0.5, help="the score that is to come out as 0.5, such as the threshold that evaluate found")
    parser.add_argument("--class-name", default="logo")
    args = parser.parse_args()
    digest = export(args.checkpoint, args.out, args.size, not args.float, args.class_name, args.half)
    print(json.dumps({"file": args.out.name, "bytes": args.out.stat().st_size, "sha256": digest}))


if __name__ == "__main__":
    main()
