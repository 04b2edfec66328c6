"""Adds photos that people reviewed, from a dataset that Symphony exported: python -m logotrain.reviewed --help"""

import argparse
import hashlib
import itertools
import json
import zipfile
from pathlib import Path

import cv2
import numpy as np

from .render.camera import photograph
from .render.scene import Scene
from .settings import load_settings
from .shards import write_shard

LONGEST_PX = 1280  # of a photo; crops of any width are cut from it
SHARD = 100  # scenes in memory and in a file; photos are larger than drawn scenes
PARTS = {"train": "train", "val": "apart", "test": "apart"}  # of the dataset, and where the scenes go


def read_dataset(path: Path, split: str, brand: str | None = None):
    """Of a zip in COCO format, one after the other: image uint8 [h, w, 3] BGR, boxes float32 [n, 4] as x1, y1, x2, y2.

    `brand`: the category whose marks count, where there are several.
    """
    with zipfile.ZipFile(path) as dataset:
        labels = json.loads(dataset.read(f"annotations/instances_{split}.json"))
        wanted = category_of(labels["categories"], brand)
        boxes = {image["id"]: [] for image in labels["images"]}
        for label in labels["annotations"]:
            left, top, width, height = label["bbox"]
            if label["category_id"] == wanted:
                boxes[label["image_id"]].append((left, top, left + width, top + height))
        for image in labels["images"]:
            encoded = np.frombuffer(dataset.read(f"images/{split}/{image['file_name']}"), np.uint8)
            pixels = cv2.imdecode(encoded, cv2.IMREAD_COLOR)
            if pixels is not None:
                yield scaled(pixels, np.array(boxes[image["id"]], np.float32).reshape(-1, 4))


def category_of(categories: list, brand: str | None) -> int:
    names = [category["name"] for category in categories]
    if brand is None and len(names) > 1:
        raise SystemExit(f"The dataset has marks of {', '.join(names)}; choose one with --brand.")
    if brand is not None and brand not in names:
        raise SystemExit(f"The dataset has no marks of {brand}, but of {', '.join(names)}.")
    return categories[names.index(brand) if brand is not None else 0]["id"]


def scaled(image, boxes):
    factor = min(1, LONGEST_PX / max(image.shape[:2]))
    if factor < 1:
        image = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return image, boxes * factor


def scenes_of(photos, copies: int, seed: int):
    """Each photo as it is, and `copies` - 1 times as another camera would have taken it; one photo in memory at a time."""
    for number, (image, boxes) in enumerate(photos):
        rng = np.random.default_rng([seed, number])
        marks = [(*map(float, box), 1) for box in boxes]
        yield Scene(image, marks, "reviewed")
        for _ in range(copies - 1):
            yield Scene(photograph(image, rng), marks, "reviewed")


def add(path: Path, work: Path, copies: int, settings: dict, brand: str | None = None) -> dict:
    """Replaces what the same dataset gave before. -> how many scenes each part of the dataset gave, by its name"""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    counts = {}
    for split, part in PARTS.items():
        folder = work / "scenes" / part
        folder.mkdir(parents=True, exist_ok=True)
        for earlier in folder.glob(f"reviewed-{digest[:12]}-{split}-*.npz"):
            earlier.unlink()
        scenes = scenes_of(read_dataset(path, split, brand), copies if part == "train" else 1, settings["seed"])
        counts[split] = 0
        while shard := list(itertools.islice(scenes, SHARD)):
            write_shard(folder / f"reviewed-{digest[:12]}-{split}-{counts[split]:06d}.npz", shard)
            counts[split] += len(shard)
    note(work / "reviewed.json", {"dataset_sha256": digest, "scenes": counts, "copies": copies, "brand": brand})
    return counts


def note(path: Path, record: dict) -> None:
    earlier = json.loads(path.read_text()) if path.exists() else []
    others = [each for each in earlier if each["dataset_sha256"] != record["dataset_sha256"]]
    path.write_text(json.dumps([*others, record], indent=1))


def main() -> None:
    args = parse()
    settings = load_settings(args.settings, args.set)["data"]
    counts = add(args.dataset, args.work, args.copies, settings, args.brand)
    print(" ".join(f"{split}: {count}" for split, count in counts.items()))


def parse():
    parser = argparse.ArgumentParser(description="Add photos that people reviewed to the rendered scenes.")
    parser.add_argument("--dataset", type=Path, required=True, help="a zip of GET /api/batches/{id}/dataset.zip?format=coco")
    parser.add_argument("--brand", help="whose marks count, where the dataset has those of several brands")
    parser.add_argument("--work", type=Path, required=True, help="the one given to data")
    parser.add_argument("--copies", type=int, default=20, help="scenes made of each photo; a hundred photos among thousands of drawn scenes would hardly count")
    parser.add_argument("--settings", type=Path)
    parser.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE")
    return parser.parse_args()


if __name__ == "__main__":
    main()
