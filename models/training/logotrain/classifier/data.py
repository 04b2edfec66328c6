"""Renders crops for the classifier: python -m logotrain.classifier.data --help"""

import argparse
import hashlib
import json
import time
from pathlib import Path

import cv2
import numpy as np

from ..data import open_all, split
from ..detect import OnnxDetector
from ..render import artwork, decoys, typefaces
from ..render.backdrop import list_photos
from ..render.scene import SceneMaker
from ..settings import load_settings
from .lettered import RENDER_PX, lettered
from .proposals import negatives


def main() -> None:
    args = parse()
    settings = load_settings(args.settings, args.set)
    own, seed = settings["classifier_data"], settings["classifier_data"]["seed"]
    cv2.setNumThreads(1)
    typefaces.FOLDERS += tuple(args.typefaces)
    artwork.KEEP_WIDTH_PX = RENDER_PX
    decoys.WORD_PX = RENDER_PX // 4
    art = artwork.load_artwork(args.artwork)
    parts = dict(zip(("train", "apart"), split(list_photos(args.backgrounds), settings["data"]["held_apart_share"])))
    detector = OnnxDetector(args.detector)
    args.work.mkdir(parents=True, exist_ok=True)
    for number, (part, files) in enumerate(parts.items()):
        photos, share = open_all(files), 1.0 if part == "train" else own["held_apart"]
        begun, crops = time.time(), {}
        for kind, is_mark in (("mark", True), ("decoy", False)):
            rng = np.random.default_rng([seed, number, int(is_mark)])
            made = (lettered(art, args.name, photos, is_mark, rng) for _ in range(int(own[f"{kind}s"] * share)))
            crops[kind] = np.stack([crop for crop in made if crop is not None])
            print(part, kind, len(crops[kind]), f"{time.time() - begun:.0f} s", flush=True)
        rng = np.random.default_rng([seed, number, 2])
        found = [crop for photo in photos for _ in range(own["photo_states"]) for crop in negatives(detector, photo, rng)]
        maker = SceneMaker(art, args.name, photos, {**settings["data"], "with_mark": 0.0})
        for index in range(int(own["scenes"] * share)):
            found += negatives(detector, maker.scene(20_000_000 + number * 1_000_000 + index).image, rng)
        crops["proposal"] = np.stack(found)
        np.savez(args.work / f"{part}.npz", **crops)
        print(part, "proposal", len(found), f"{time.time() - begun:.0f} s", flush=True)
    record = {
        "name": args.name,
        "settings": own,
        "backgrounds": {k: len(v) for k, v in parts.items()},
        "typefaces": len(typefaces.typefaces()),
        "artwork_sha256": sha256_of(args.artwork),
        "detector_sha256": sha256_of(args.detector),
    }
    (args.work / "data.json").write_text(json.dumps(record, indent=1))


def sha256_of(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def parse():
    parser = argparse.ArgumentParser(description="Render crops with the mark and without it.")
    parser.add_argument("--artwork", type=Path, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--backgrounds", type=Path, nargs="+", required=True, help="folders of photos without the logo")
    parser.add_argument("--detector", type=Path, required=True, help="the .onnx whose proposals are to be told apart")
    parser.add_argument("--typefaces", nargs="*", default=[], help="more folders with typefaces")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--settings", type=Path)
    parser.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE")
    return parser.parse_args()


if __name__ == "__main__":
    main()
