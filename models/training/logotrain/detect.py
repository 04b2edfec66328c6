"""Runs an exported detector on pictures the way the product does: letterbox, run, best box."""

from dataclasses import dataclass

import cv2
import numpy as np
import onnxruntime

GREY = 114  # what a letterbox is filled with
WHITE_MARGIN_PX = 10  # about the whole picture, in its own pixels


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

    def best(self, image: np.ndarray, size, margin: int = WHITE_MARGIN_PX) -> Found:
        """The best box with the picture letterboxed to `size` (h, w)."""
        canvas, scale, left, top = letterbox(image, size, margin)
        rows = self.run(canvas)
        k = int(rows[4].argmax())
        cx, cy, w, h = rows[:4, k]
        box = (cx - w / 2 - left) / scale, (cy - h / 2 - top) / scale, (cx + w / 2 - left) / scale, (cy + h / 2 - top) / scale
        return Found(float(rows[4, k]), tuple(float(v) for v in box))

    def best_of_tiles(self, image: np.ndarray, side: int, across: int, overlap: float, enough: float = 2.0) -> Found:
        """The whole picture, then its parts, each letterboxed to `side`, until one reaches `enough`."""
        best = self.best(image, (side, side))
        for x, y, w, h in tile_regions(image.shape[1], image.shape[0], across, overlap):
            if best.score >= enough:
                break
            found = self.best(image[y:y + h, x:x + w], (side, side), margin=0)
            if found.score > best.score:
                best = Found(found.score, tuple(v + o for v, o in zip(found.box, (x, y, x, y))))
        return best


def tile_regions(width: int, height: int, across: int, overlap: float) -> list:
    """Overlapping (x, y, w, h): `across` along the longer side, along the other as many as keep them about square."""
    along = max(1, int(np.floor(across * min(width, height) / max(width, height) + 0.5)))
    columns, rows = (across, along) if width >= height else (along, across)
    return [(x, y, w, h) for y, h in spans(height, rows, overlap) for x, w in spans(width, columns, overlap)]


def spans(total: int, count: int, overlap: float) -> list:
    length = min(total, int(np.ceil(total / (count - (count - 1) * overlap))))
    last = total - length
    return [(round(last * k / (count - 1)) if count > 1 else 0, length) for k in range(count)]


def letterbox(image: np.ndarray, size, margin: int = 0):
    """-> canvas, scale, left, top. The picture with `margin` px of white about it, centred on grey in `size` (h, w)."""
    height, width = image.shape[:2]
    scale = min(size[0] / (height + 2 * margin), size[1] / (width + 2 * margin))
    rim = round(margin * scale)
    new = min(max(1, round(width * scale)), size[1] - 2 * rim), min(max(1, round(height * scale)), size[0] - 2 * rim)
    if new != (width, height):
        image = cv2.resize(image, new, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    canvas = np.full((*size, 3), GREY, np.uint8)
    left, top = (size[1] - new[0]) // 2, (size[0] - new[1]) // 2
    canvas[top - rim:top + new[1] + rim, left - rim:left + new[0] + rim] = 255
    canvas[top:top + new[1], left:left + new[0]] = image
    return canvas, scale, left, top
