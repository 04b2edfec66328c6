"""Adds photos that people reviewed, from a dataset that Symphony exported: python -m logotrain.reviewed --help"""

import argparse
import hashlib
import json
import zipfile
from pathlib import Path

import cv2
import numpy as np

from .render.camera import photograph
from .render.scene import Scene
from .settings import load_settings
from .shards import write_shard

FIRST = 70_000_000  # numbers of these shards begin here
LONGEST_PX = 1280  # of a photo; crops of any width are cut from it
PARTS = {"train": "train", "val": "apart", "test": "apart"}  # of the dataset, and where the scenes go


def read_dataset(path: Path, split: str) -> list:
    """Of a zip in COCO format -> list of (image uint8 [h, w, 3] BGR, boxes float32 [n, 4] as x1, y1, x2, y2)."""
    with zipfile.ZipFile(path) as dataset:
        labels = json.loads(dataset.read(f"annotations/instances_{split}.json"))
        boxes = {image["id"]: [] for image in labels["images"]}
        for label in labels["annotations"]:
            left, top, width, height = label["bbox"]
            boxes[label["image_id"]].append((left, top, left + width, top + height))
        photos = []
        for image in labels["images"]:
            encoded = np.frombuffer(dataset.read(f"images/{split}/{image['file_name']}"), np.uint8)
            pixels = cv2.imdecode(encoded, cv2.IMREAD_COLOR)
            if pixels is not None:
                photos.append(scaled(pixels, np.array(boxes[image["id"]], np.float32).reshape(-1, 4)))
    return photos


def scaled(image, boxes):
    factor = min(1, LONGEST_PX / max(image.shape[:2]))
    if factor < 1:
        image = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return image, boxes * factor


def scenes_of(photos: list, copies: int, seed: int) -> list:
    """Each photo as it is, and `copies` - 1 times as another camera would have taken it."""
    made = []
    for number, (image, boxes) in enumerate(photos):
        rng = np.random.default_rng([seed, FIRST, number])
        marks = [(*map(float, box), 1) for box in boxes]
        made.append(Scene(image, marks, "reviewed"))
        made += [Scene(photograph(image, rng), marks, "reviewed") for _ in range(copies - 1)]
    return made


def add(path: Path, work: Path, copies: int, settings: dict) -> dict:
    """-> how many photos each part of the dataset had, by its name"""
    counts = {}
    for index, (split, part) in enumerate(PARTS.items()):
        photos = read_dataset(path, split)
        counts[split] = len(photos)
        scenes = scenes_of(photos, copies if part == "train" else 1, settings["seed"])
        folder = work / "scenes" / part
        folder.mkdir(parents=True, exist_ok=True)
        for start in range(0, len(scenes), settings["shard"]):
            number = FIRST + index * 1_000_000 + start
            write_shard(folder / f"{number:09d}.npz", scenes[start : start + settings["shard"]])
    return counts


def main() -> None:
    args = parse()
    settings = load_settings(args.settings, args.set)["data"]
    counts = add(args.dataset, args.work, args.copies, settings)
    record = {"dataset_sha256": hashlib.sha256(args.dataset.read_bytes()).hexdigest(), "photos": counts, "copies": args.copies}
    (args.work / "reviewed.json").write_text(json.dumps(record, indent=1))
    print(" ".join(f"{split}: {count}" for split, count in counts.items()))


def parse():
    parser = argparse.ArgumentParser(description="Add photos that people reviewed to the rendered scenes.")
    parser.add_argument("--dataset", type=Path, required=True, help="a zip of GET /api/batches/{id}/dataset.zip?format=coco")
    parser.add_argument("--work", type=Path, required=True, help="the one given to data")
    parser.add_argument("--copies", type=int, default=20, help="scenes made of each photo; a hundred photos among thousands of drawn scenes would hardly count")
    parser.add_argument("--settings", type=Path)
    parser.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE")
    return parser.parse_args()


if __name__ == "__main__":
    main()
