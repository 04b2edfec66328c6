"""Trains the classifier and writes it as ONNX: python -m logotrain.classifier.train --help"""

import argparse
import copy
import hashlib
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from ..settings import load_settings
from .net import HEIGHT_PX, WIDTH_PX, MarkClassifier

EMA = 0.998
NOISE = 0.03
SHIFT_PX = (2, 6)  # down, across
KINDS = (("mark", 0.45), ("decoy", 0.25), ("proposal", 0.30))  # shares of a batch


def main() -> None:
    args = parse()
    settings = load_settings(args.settings, args.set)["classifier"]
    torch.manual_seed(settings["seed"])
    torch.set_num_threads(1)
    data = {part: dict(np.load(args.work / f"{part}.npz")) for part in ("train", "apart")}
    mean, curve = fit(data, settings)
    digest = export(mean, args.out)
    counts = {part: {kind: len(crops) for kind, crops in kinds.items()} for part, kinds in data.items()}
    record = {"file": args.out.name, "sha256": digest, "settings": settings, "torch": torch.__version__, "curve": curve, "crops": counts}
    made_of = json.loads((args.work / "data.json").read_text())
    (args.work / "manifest.json").write_text(json.dumps({"data": made_of, "train": record}, indent=1) + "\n")
    print(json.dumps({"file": args.out.name, "bytes": args.out.stat().st_size, "sha256": digest}))


def fit(data: dict, settings: dict):
    """-> the running mean of the weights, and the curve."""
    net = MarkClassifier().to(memory_format=torch.channels_last)
    mean = copy.deepcopy(net).eval()
    optimizer = torch.optim.AdamW(net.parameters(), lr=settings["learning_rate"], weight_decay=settings["weight_decay"])
    rng, begun, step, curve, total = np.random.default_rng(settings["seed"]), time.time(), 0, [], 0.0
    while (progress := step / settings["steps"]) < 1:
        rate = settings["learning_rate"] * min(1.0, (step + 1) / 100) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * progress)))
        for group in optimizer.param_groups:
            group["lr"] = rate
        images, labels = batch(data["train"], settings["batch"], rng)
        with torch.autocast("cpu", torch.bfloat16):
            logits = net(images)[:, 0]
        loss = functional.binary_cross_entropy_with_logits(logits.float(), labels * (1 - 2 * settings["smooth"]) + settings["smooth"])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        follow(mean, net, min(EMA, (1 + step) / (10 + step)))
        step, total = step + 1, total + float(loss.detach())
        if step % 100 == 0:
            row = {"step": step, "loss": round(total / 100, 4)} | (apart(mean, data["apart"]) if step % 500 == 0 else {})
            curve.append(row)
            print(json.dumps(row), f"{time.time() - begun:.0f} s", flush=True)
            total = 0.0
    curve.append({"step": step, **apart(mean, data["apart"])})
    return mean, curve


def batch(crops: dict, size: int, rng):
    """Some of each kind, a little shifted, noisy, with channels in another order at times, light and dark exchanged."""
    parts, labels = [], []
    for kind, share in KINDS:
        count = round(size * share)
        parts.append(crops[kind][rng.integers(len(crops[kind]), size=count)])
        labels += [float(kind == "mark")] * count
    pixels = np.concatenate(parts)
    down, across = (int(rng.integers(-most, most + 1)) for most in SHIFT_PX)
    pixels = np.roll(pixels, (down, across), (1, 2))
    if rng.random() < 0.3:
        pixels = pixels[..., rng.permutation(3)]
    if rng.random() < 0.3:
        pixels = 255 - pixels
    images = as_input(np.ascontiguousarray(pixels))
    images += torch.randn_like(images) * (NOISE * float(rng.random()))
    return images, torch.tensor(labels)


def as_input(pixels) -> torch.Tensor:
    """uint8 [n, h, w, 3] -> 0..1 [n, 3, h, w] in the memory order in which convolutions are fastest."""
    return (torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 255).contiguous(memory_format=torch.channels_last)


@torch.no_grad()
def follow(mean, net, keep: float) -> None:
    for old, new in zip(mean.state_dict().values(), net.state_dict().values()):
        if old.dtype.is_floating_point:
            old.lerp_(new, 1 - keep)
        else:
            old.copy_(new)


@torch.no_grad()
def apart(net, crops: dict) -> dict:
    """Shares of the crops held apart that score more than even odds, and much more."""
    scores = {kind: torch.cat([net(as_input(part))[:, 0] for part in np.array_split(pixels, max(1, len(pixels) // 256))]) for kind, pixels in crops.items()}
    return {f"{kind}>{limit}": round(float((score > limit).float().mean()), 4) for kind, score in scores.items() for limit in (0, 2)}


def export(net, out: Path) -> str:
    """Input `crop`: BGR 0..1 [1, 3, 32, 128]; output `logit` [1, 1]. -> sha256 of the file."""
    sample = torch.zeros((1, 3, HEIGHT_PX, WIDTH_PX))
    net = net.to(memory_format=torch.contiguous_format).eval()
    torch.onnx.export(net, sample, str(out), opset_version=17, input_names=["crop"], output_names=["logit"], dynamo=False)
    return hashlib.sha256(out.read_bytes()).hexdigest()


def parse():
    parser = argparse.ArgumentParser(description="Train the classifier on crops that logotrain.classifier.data made.")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="the .onnx file to write")
    parser.add_argument("--settings", type=Path)
    parser.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE")
    return parser.parse_args()


if __name__ == "__main__":
    main()
