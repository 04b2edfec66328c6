"""A contact sheet of rendered scenes, to look at before training: python -m logotrain.sheet --help"""

import argparse
from pathlib import Path

import cv2
import numpy as np

from .shards import decode, read_shard, shard_files

SURE, UNSURE = (0, 0, 255), (255, 0, 255)


def scene_tile(image, boxes, side: int) -> np.ndarray:
    image = image.copy()
    boxes = boxes[boxes[:, 4] >= 0]
    for x1, y1, x2, y2, sure in boxes:
        cv2.rectangle(image, (int(x1) - 3, int(y1) - 3), (int(x2) + 3, int(y2) + 3), SURE if sure else UNSURE, 2)
    return on_tile(image, side, side)


def mark_tiles(image, boxes, side: int):
    """Each mark with its surroundings, its width in pixels below."""
    for x1, y1, x2, y2, sure in boxes[boxes[:, 4] >= 0]:
        reach, middle = 0.8 * max(x2 - x1, y2 - y1), ((x1 + x2) / 2, (y1 + y2) / 2)
        part = image[int(max(0, middle[1] - reach * 0.6)):int(middle[1] + reach * 0.6), int(max(0, middle[0] - reach)):int(middle[0] + reach)]
        if min(part.shape[:2]) < 4:
            continue
        tile = cv2.resize(part, (side, int(side * 0.6)))
        cv2.putText(tile, f"{x2 - x1:.0f}{'' if sure else ' unsure'}", (3, tile.shape[0] - 5), cv2.FONT_HERSHEY_SIMPLEX, 0.45, SURE, 1)
        yield tile


def on_tile(image, width: int, height: int) -> np.ndarray:
    scale = min(width / image.shape[1], height / image.shape[0])
    image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)[:height, :width]
    tile = np.full((height, width, 3), 128, np.uint8)
    tile[: image.shape[0], : image.shape[1]] = image
    return tile


def grid(tiles: list, columns: int) -> np.ndarray:
    blank = np.full_like(tiles[0], 128)
    tiles = tiles + [blank] * (-len(tiles) % columns)
    return np.vstack([np.hstack(tiles[k:k + columns]) for k in range(0, len(tiles), columns)])


def main() -> None:
    parser = argparse.ArgumentParser(description="Contact sheet of rendered scenes or of the marks in them.")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="the picture to write")
    parser.add_argument("--marks", action="store_true", help="close-ups of marks instead of whole scenes")
    parser.add_argument("--count", type=int, default=80)
    args = parser.parse_args()
    tiles: list = []
    for jpeg, boxes in read_shard(shard_files(args.work / "scenes" / "train")[-1]):
        image = decode(jpeg)
        tiles += mark_tiles(image, boxes, 200) if args.marks else [scene_tile(image, boxes, 240)]
    cv2.imwrite(str(args.out), grid(tiles[: args.count], 10))


if __name__ == "__main__":
    main()
