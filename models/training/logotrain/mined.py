"""Adds what a detector proposes in photos without the mark as decoys to train on: python -m logotrain.mined --help"""

import argparse
import hashlib
import json
import multiprocessing
import time
from pathlib import Path

import cv2
import numpy as np

from .classifier.proposals import proposals
from .data import open_all, split
from .detect import OnnxDetector
from .render.backdrop import list_photos, photo_crop
from .render.camera import photograph
from .render.scene import Scene
from .settings import load_settings
from .shards import write_shard

FIRST = 50_000_000  # numbers of these shards begin here
ENLARGE = 1.25  # at most, as the cascade does

shared = {}  # filled before the workers fork: pictures are shared, not copied


def main() -> None:
    args = parse()
    settings = load_settings(args.settings, args.set)["data"]
    cv2.setNumThreads(1)
    files, _ = split(list_photos(args.backgrounds), settings["held_apart_share"])
    shared.update(photos=open_all(files), settings=settings, detector=args.detector)
    folder = args.work / "scenes" / "train"
    folder.mkdir(parents=True, exist_ok=True)
    jobs = [(folder / f"{start:09d}.npz", start, settings["shard"]) for start in range(FIRST, FIRST + args.count, settings["shard"])]
    begun, found = time.time(), 0
    with multiprocessing.get_context("fork").Pool(args.processes) as pool:
        for path, decoys in pool.imap(mine, jobs):
            found += decoys
            print(f"{path.name} {decoys} decoys {time.time() - begun:.0f} s", flush=True)
    record = {"detector_sha256": hashlib.sha256(args.detector.read_bytes()).hexdigest(), "backgrounds": len(files), "pictures": args.count, "decoys": found, "settings": settings}
    (args.work / "mined.json").write_text(json.dumps(record, indent=1))


def mine(job):
    path, start, count = job
    cv2.setNumThreads(1)
    detector = OnnxDetector(shared["detector"])
    made = [mined_scene(detector, start + k) for k in range(count)]
    write_shard(path, made)
    return path, sum(len(scene.boxes) for scene in made)


def mined_scene(detector, seed: int) -> Scene:
    """Part of a photo in some state, its proposals as decoys."""
    settings, photos = shared["settings"], shared["photos"]
    rng = np.random.default_rng([settings["seed"], seed])
    side = settings["scene_px"]
    image = photograph(photo_crop(photos[rng.integers(len(photos))], (side, side), rng), rng)
    image = np.ascontiguousarray(np.rot90(image, int(rng.integers(4)) if rng.random() < 0.4 else 0))
    boxes = proposals(detector, image, 2 * side, float(rng.uniform(0.5, ENLARGE)))
    return Scene(image, [(*box, -1) for box in boxes], "mined")


def parse():
    parser = argparse.ArgumentParser(description="Add photos without the mark in which a detector proposes something.")
    parser.add_argument("--detector", type=Path, required=True, help="the .onnx file")
    parser.add_argument("--backgrounds", type=Path, nargs="+", required=True, help="folders of photos without the logo, those given to data")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--count", type=int, default=1000, help="pictures")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--settings", type=Path)
    parser.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE")
    return parser.parse_args()


if __name__ == "__main__":
    main()
