"""Crops of what the shipped detector proposes where there is no mark: the hardest negatives."""

import cv2
import numpy as np

from ..detect import OnnxDetector, fitted, letterbox
from .crop import cut, jittered, views

LEAST_SCORE = 0.03
MOST = 14  # a picture
OVERLAP = 0.45


def proposals(detector: OnnxDetector, image: np.ndarray, side: int, enlarge: float) -> list:
    """-> [(x1, y1, x2, y2)] in pixels of the picture, best first."""
    canvas, scale, left, top = letterbox(image, *fitted(image.shape[:2], side, enlarge))
    rows = detector.run(canvas)
    order = [k for k in np.argsort(-rows[4])[:300] if rows[4, k] >= LEAST_SCORE]
    kept: list = []
    for k in order:
        x, y, w, h = rows[:4, k]
        box = np.array([x - w / 2 - left, y - h / 2 - top, x + w / 2 - left, y + h / 2 - top]) / scale
        if len(kept) < MOST and all(shared(box, other) <= OVERLAP for other in kept):
            kept.append(box)
    return kept


def shared(a, b) -> float:
    w, h = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if w <= 0 or h <= 0:
        return 0.0
    return w * h / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - w * h)


def negatives(detector, image, rng) -> list:
    """Crops from one picture without the mark, in one random state."""
    factor = float(rng.uniform(0.5, 1.2))
    image = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    if rng.random() < 0.4:
        image = np.ascontiguousarray(np.rot90(image, int(rng.integers(1, 4))))
    if rng.random() < 0.3:
        image = cv2.imdecode(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(12, 50))])[1], 1)
    if rng.random() < 0.2:
        image = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.6, 2))
    boxes = proposals(detector, image, 1600, 1.5)
    crops = []
    for box in boxes:
        for view in views(box):
            crops.append(cut(image, jittered(view, rng)))
    return crops
