"""Runs an exported detector on pictures the way the product does: letterbox, run, best box."""

from dataclasses import dataclass

import cv2
import numpy as np
import onnxruntime

GREY = 114  # what a letterbox is filled with
STEP_PX = 32  # sides of an input are multiples of this


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

    def best(self, image: np.ndarray, side: int, enlarge: float = 1.0) -> Found:
        """The best box with the picture brought to the area of a square of `side`, blown up by `enlarge` at most."""
        canvas, scale, left, top = letterbox(image, *fitted(image.shape[:2], side, enlarge))
        rows = self.run(canvas)
        k = int(rows[4].argmax())
        cx, cy, w, h = rows[:4, k]
        box = (cx - w / 2 - left) / scale, (cy - h / 2 - top) / scale, (cx + w / 2 - left) / scale, (cy + h / 2 - top) / scale
        return Found(float(rows[4, k]), tuple(float(v) for v in box))


def fitted(size, side: int, enlarge: float):
    """(h, w) of a picture -> (h, w) of the input, scale: as the product's `yolo` stage feeds a model of free size."""
    scale = min(enlarge, side / float(np.sqrt(size[0] * size[1])))
    return tuple(max(1, -(-round(length * scale) // STEP_PX)) * STEP_PX for length in size), scale


def letterbox(image: np.ndarray, size, most: float = np.inf):
    """-> canvas, scale, left, top. The picture at `most` times its size, centred on grey in `size` (h, w)."""
    height, width = image.shape[:2]
    scale = min(most, size[0] / height, size[1] / width)
    new = min(max(1, round(width * scale)), size[1]), min(max(1, round(height * scale)), size[0])
    if new != (width, height):
        image = cv2.resize(image, new, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    canvas = np.full((*size, 3), GREY, np.uint8)
    left, top = (size[1] - new[0]) // 2, (size[0] - new[1]) // 2
    canvas[top:top + new[1], left:left + new[0]] = image
    return canvas, scale, left, top
