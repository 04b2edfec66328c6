"""Writes scenes held apart as photos with labels.csv, for the product's own evaluation: python -m logotrain.unpack --help"""

import argparse
import csv
from pathlib import Path

from .shards import read_shard, shard_files

LEAST_PX = 40  # a narrower mark is welcome when found, and not missed


def label_of(boxes) -> tuple:
    """-> label, the widest sure box or none. Scenes with illegible marks only are "tiny"."""
    marks = boxes[boxes[:, 4] >= 0]
    if len(marks) == 0:
        return "none", []
    widest = max(marks, key=lambda box: (box[4], max(box[2] - box[0], box[3] - box[1])))
    large = widest[4] > 0.5 and max(widest[2] - widest[0], widest[3] - widest[1]) >= LEAST_PX
    return "logo" if large else "tiny", [round(float(v)) for v in widest[:4]]


def unpack(work: Path, out: Path, most: int) -> int:
    """Photos `<shard>-<number>.jpg`, rows file,label,x1,y1,x2,y2 in pixels. -> how many"""
    out.mkdir(parents=True, exist_ok=True)
    written = 0
    with open(out / "labels.csv", "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["file", "label", "x1", "y1", "x2", "y2"])
        for shard in shard_files(work / "scenes" / "apart"):
            for number, (jpeg, boxes) in enumerate(read_shard(shard)[: max(0, most - written)]):
                name = f"{shard.stem}-{number}.jpg"
                (out / name).write_bytes(jpeg.tobytes())
                label, box = label_of(boxes)
                rows.writerow([name, label, *(box or [""] * 4)])
                written += 1
    return written


def main() -> None:
    parser = argparse.ArgumentParser(description="Write scenes held apart as photos with labels.csv.")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="the folder to write")
    parser.add_argument("--most", type=int, default=500)
    args = parser.parse_args()
    print(f"{unpack(args.work, args.out, args.most)} scenes in {args.out}")


if __name__ == "__main__":
    main()
