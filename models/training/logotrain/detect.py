"""Runs an exported detector on pictures the way the product does: letterbox, run, best box."""

from dataclasses import dataclass

import cv2
import numpy as np
import onnxruntime

GREY = 114  # what a letterbox is filled with


@dataclass
class Found:
    score: float
    box: tuple  # x1, y1, x2, y2 in pixels of the picture


class OnnxDetector:
    """The only place that knows onnxruntime."""

    def __init__(self, path, threads: int = 1):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        entry = self.session.get_inputs()[0]
        self.input, self.bytes_in = entry.name, "uint8" in entry.type

    def run(self, canvas: np.ndarray) -> np.ndarray:
        """uint8 BGR [h, w, 3] -> [4 + nc, n]"""
        rgb = canvas[..., ::-1][None]
        data = np.ascontiguousarray(rgb) if self.bytes_in else np.ascontiguousarray(rgb.transpose(0, 3, 1, 2)).astype(np.float32) / 255
        return self.session.run(None, {self.input: data})[0][0]

    def best(self, image: np.ndarray, size) -> Found:
        """The best box at one input size: (h, w) letterboxed, or a largest side that keeps the aspect."""
        canvas, scale, left, top = letterbox(image, size)
        rows = self.run(canvas)
        k = int(rows[4].argmax())
        cx, cy, w, h = rows[:4, k]
        box = (cx - w / 2 - left) / scale, (cy - h / 2 - top) / scale, (cx + w / 2 - left) / scale, (cy + h / 2 - top) / scale
        return Found(float(rows[4, k]), tuple(float(v) for v in box))

    def best_of_tiles(self, image: np.ndarray, tile: int, overlap: int, largest: int) -> Found:
        """The best box over overlapping tiles of the picture, shrunk to `largest` px at most, and never enlarged."""
        scale = min(1.0, largest / max(image.shape[:2]))
        scaled = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image
        founds = []
        for y in starts(scaled.shape[0], tile, overlap):
            for x in starts(scaled.shape[1], tile, overlap):
                found = self.best(scaled[y:y + tile, x:x + tile], (tile, tile))
                box = tuple((v + o) / scale for v, o in zip(found.box, (x, y, x, y)))
                founds.append(Found(found.score, box))
        return max(founds, key=lambda f: f.score)


def starts(length: int, tile: int, overlap: int) -> list:
    if length <= tile:
        return [0]
    count = int(np.ceil((length - overlap) / (tile - overlap)))
    return [round(k * (length - tile) / (count - 1)) for k in range(count)]


def letterbox(image: np.ndarray, size):
    """-> canvas, scale, left, top. `size` (h, w) exactly, or one number: the longer side, padded to multiples of 32.

    With one number pictures smaller than it are not enlarged.
    """
    height, width = image.shape[:2]
    if isinstance(size, int):
        scale = min(1.0, size / max(height, width))
        size = tuple(max(32, int(np.ceil(round(side * scale) / 32) * 32)) for side in (height, width))
    else:
        scale = min(size[0] / height, size[1] / width)
    new = max(1, round(width * scale)), max(1, round(height * scale))
    if new != (width, height):
        image = cv2.resize(image, new, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    canvas = np.full((*size, 3), GREY, np.uint8)
    left, top = (size[1] - new[0]) // 2, (size[0] - new[1]) // 2
    canvas[top:top + new[1], left:left + new[0]] = image
    return canvas, scale, left, top
