"""Trains the detector; stop it at any time and start it again: python -m logotrain.train --help"""

import argparse
import copy
import hashlib
import json
import math
import signal
import time
from pathlib import Path

import torch
from torch.utils.data import DataLoader

from .crops import CropBatches, collate
from .loss import detection_loss
from .net import build
from .settings import load_settings


def main() -> None:
    args = parse()
    settings = load_settings(args.settings, args.set)
    run = args.work / "runs" / args.run
    run.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(settings["train"]["threads"])
    torch.manual_seed(settings["train"]["seed"])
    trainer = Trainer(settings, run)
    if args.start_from:
        trainer.take_weights(args.start_from)
    trainer.resume()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, trainer.stop)
    trainer.fit(args.work / "scenes" / "train")


class Trainer:
    """What a checkpoint holds: weights, their running mean (used for the result), optimizer, step, curves."""

    def __init__(self, settings: dict, run: Path):
        self.settings, self.run, self.step, self.curve, self.began_from = settings, run, 0, [], None
        self.stopping = False
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.net = build(settings["net"]).to(self.device, memory_format=torch.channels_last)
        self.mean = copy.deepcopy(self.net).eval()
        decay = [p for p in self.net.parameters() if p.ndim > 1]
        rest = [p for p in self.net.parameters() if p.ndim <= 1]
        groups = [{"params": decay, "weight_decay": settings["train"]["weight_decay"]}, {"params": rest, "weight_decay": 0.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=settings["train"]["learning_rate"])

    def take_weights(self, path: Path) -> None:
        self.began_from = {"name": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        state = torch.load(path, map_location=self.device, weights_only=False)
        weights = state["mean"]
        self.net.load_state_dict(weights)
        self.mean.load_state_dict(weights)
        if "made_from" in state:
            self.began_from["made_from"] = state["made_from"]

    def resume(self) -> None:
        path = self.run / "last.pt"
        if not path.exists():
            return
        state = torch.load(path, map_location=self.device, weights_only=False)
        self.net.load_state_dict(state["net"])
        self.mean.load_state_dict(state["mean"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.curve, self.began_from = state["step"], state["curve"], state.get("began_from")
        print(f"resumed at step {self.step}")

    def save(self) -> None:
        state = {"net": self.net.state_dict(), "mean": self.mean.state_dict(), "optimizer": self.optimizer.state_dict(), "step": self.step, "curve": self.curve, "began_from": self.began_from, "settings": self.settings}
        part = self.run / "last.part"
        torch.save(state, part)
        part.rename(self.run / "last.pt")
        digest = hashlib.sha256((self.run / "last.pt").read_bytes()).hexdigest()
        (self.run / "train.json").write_text(json.dumps({"step": self.step, "began_from": self.began_from, "settings": self.settings, "curve": self.curve, "checkpoint_sha256": digest}, indent=1))

    def progress(self) -> float:
        """0..1 by steps; with a limit of minutes what was left at the start is spread over them instead."""
        train = self.settings["train"]
        by_steps = min(1.0, self.step / train["steps"])
        if not train["minutes"]:
            return by_steps
        spent = (time.time() - self.started) / 60 / train["minutes"]
        return min(1.0, max(by_steps, self.progress_at_start + (1 - self.progress_at_start) * spent))

    def learning_rate(self) -> float:
        train = self.settings["train"]
        warm = min(1.0, (self.step + 1) / train["warmup_steps"])
        progress = self.progress()
        return train["learning_rate"] * warm * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * progress)))

    def fit(self, folder: Path) -> None:
        train = self.settings["train"]
        batches = CropBatches(folder, train, train["seed"] + self.step)
        processes = train["loader_processes"]
        loader = iter(DataLoader(batches, batch_size=1, num_workers=processes, collate_fn=collate, worker_init_fn=leave_signals, prefetch_factor=4 if processes else None))
        begun, sums = time.time(), {"score": 0.0, "box": 0.0}
        self.started, self.progress_at_start = time.time(), self.step / train["steps"]
        self.net.train()
        if train["keep_norms"]:
            keep_norms(self.net)
        while self.progress() < 1 and not self.stopping:
            images, truths = next(loader)
            parts = self.update(images, truths)
            for key in sums:
                sums[key] += parts[key] / 100
            self.step += 1
            if self.step % 100 == 0:
                self.curve.append({"step": self.step, **{k: round(v, 4) for k, v in sums.items()}})
                print(f"step {self.step} score {sums['score']:.3f} box {sums['box']:.3f} {(time.time() - begun) * 10:.0f} ms a step", flush=True)
                begun, sums = time.time(), dict.fromkeys(sums, 0.0)
            if self.step % train["checkpoint_steps"] == 0:
                self.save()
        self.save()

    def stop(self, *_) -> None:
        """Lets the step in hand end; then the checkpoint is written."""
        self.stopping = True

    def update(self, images, truths) -> dict:
        for group in self.optimizer.param_groups:
            group["lr"] = self.learning_rate()
        images, truths = images.to(self.device), [truth.to(self.device) for truth in truths]
        x = (images.permute(0, 3, 1, 2).float() / 255).contiguous(memory_format=torch.channels_last)
        with torch.autocast(self.device.type, torch.bfloat16):
            logits, sides = self.net(x)
        loss, parts = detection_loss(logits, sides, truths, tuple(images.shape[1:3]))
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 10.0)
        self.optimizer.step()
        self.follow()
        return parts

    @torch.no_grad()
    def follow(self) -> None:
        """The running mean of the weights, short at first."""
        keep = min(self.settings["train"]["ema"], (1 + self.step) / (10 + self.step))
        for mean, now in zip(self.mean.state_dict().values(), self.net.state_dict().values()):
            if mean.dtype.is_floating_point:
                mean.lerp_(now, 1 - keep)
            else:
                mean.copy_(now)


def keep_norms(net) -> None:
    """Normalisation by fixed figures: what an export's weights were folded with cannot be told from a batch."""
    for module in net.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.eval()


def leave_signals(_worker: int) -> None:
    """A terminal's Ctrl-C reaches the whole group; the training needs its loader until the step in hand has ended."""
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, signal.SIG_IGN)


def parse():
    parser = argparse.ArgumentParser(description="Train from rendered scenes, or go on where an earlier run stopped.")
    parser.add_argument("--work", type=Path, required=True, help="the folder that logotrain.data wrote to")
    parser.add_argument("--run", default="run", help="name of this training")
    parser.add_argument("--start-from", type=Path, help="a checkpoint whose weights to begin with (fine-tuning)")
    parser.add_argument("--settings", type=Path)
    parser.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE")
    return parser.parse_args()


if __name__ == "__main__":
    main()
