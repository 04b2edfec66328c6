"""Scenes on disk: a shard is one .npz with JPEG bytes and boxes of some hundred scenes."""

from pathlib import Path

import cv2
import numpy as np

JPEG_QUALITY = 95  # of storage only; what a camera does to a scene was done before


def write_shard(path: Path, scenes: list) -> None:
    """Complete first, then put in place, so that training never reads half a shard."""
    blobs, boxes, kinds = [], [], []
    for index, scene in enumerate(scenes):
        ok, jpeg = cv2.imencode(".jpg", scene.image, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
        blobs.append(jpeg.ravel())
        boxes += [(index, *box) for box in scene.boxes]
        kinds.append(scene.kind)
    sizes = np.array([len(b) for b in blobs], np.int64)
    part = path.with_suffix(".part")
    with open(part, "wb") as out:
        np.savez(out, bytes=np.concatenate(blobs), sizes=sizes, boxes=np.array(boxes, np.float32).reshape(-1, 6), kinds=np.array(kinds))
    part.rename(path)


def read_shard(path: Path) -> list:
    """-> list of (jpeg bytes, boxes float32 [n, 5] as x1, y1, x2, y2, sure)."""
    with np.load(path) as shard:
        data, sizes, boxes = shard["bytes"], shard["sizes"], shard["boxes"]
    ends = np.cumsum(sizes)
    return [(data[end - size:end], boxes[boxes[:, 0] == k, 1:]) for k, (end, size) in enumerate(zip(ends, sizes))]


def shard_files(folder: Path) -> list:
    return sorted(Path(folder).glob("*.npz"))


def decode(jpeg: np.ndarray) -> np.ndarray:
    return cv2.imdecode(jpeg, cv2.IMREAD_COLOR)
