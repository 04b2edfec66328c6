"""What a detector is measured on: labelled photos, plain pictures, rendered scenes held apart."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .render.backdrop import list_photos, open_flat
from .shards import decode, read_shard, shard_files

LARGEST_PX = 6000


@dataclass
class Picture:
    name: str
    label: str  # "logo" must be found, "tiny" may be, anything else must not
    boxes: list  # (x1, y1, x2, y2, sure)
    open: object  # () -> uint8 BGR


def labelled_photos(folder: Path):
    """From labels.csv: file,label,x1,y1,x2,y2."""
    with open(folder / "labels.csv", newline="") as rows:
        for row in csv.DictReader(rows):
            boxes = [tuple(float(row[k]) for k in ("x1", "y1", "x2", "y2")) + (1,)] if row["x1"] else []
            yield Picture(row["file"], row["label"], boxes, lambda p=folder / row["file"]: open_flat(p, LARGEST_PX))


def plain_pictures(folders, least_px: int = 200):
    """Pictures without the logo; icons are left out."""
    for path in list_photos(folders):
        image = open_flat(path, 2600)
        if image is not None and min(image.shape[:2]) >= least_px:
            yield Picture(path.name, "none", [], lambda i=image: i)


def apart_scenes(work: Path, most: int):
    for path in shard_files(work / "scenes" / "apart"):
        for k, (jpeg, boxes) in enumerate(read_shard(path)):
            if most <= 0:
                return
            most -= 1
            boxes = boxes[boxes[:, 4] >= 0]
            label = "logo" if (boxes[:, 4] > 0.5).any() else "unsure" if len(boxes) else "none"
            yield Picture(f"{path.stem}+{k}", label, boxes.tolist(), lambda j=jpeg: np.ascontiguousarray(decode(j)))
