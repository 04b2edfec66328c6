"""Cuts proposals out of a picture as the product's `verify` stage does (verify/views.ts, text-line/line-crop.ts)."""

import math

import cv2
import numpy as np

from .net import HEIGHT_PX, WIDTH_PX

ASPECT = 4.0  # width of the upright mark divided by its height
MARGIN = (0.1, 0.25)  # around the proposal, in parts of its width and height
SMALLEST_TURN = math.radians(8)
SAMPLES = 3  # for one pixel along each axis: as far as the mark is sharp, its width makes no difference


def views(box) -> list:
    """Upright box -> [(centre x, centre y, width, height, angle)], the likeliest first."""
    x1, y1, x2, y2 = box
    x, y, width, height = (x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1
    long, short = max(width, height), min(width, height)
    turn = max(0.0, math.atan2(short / long * ASPECT - 1, ASPECT - short / long))
    length = long / (math.cos(turn) + math.sin(turn) / ASPECT)
    quarter = math.pi / 2
    if height > width:
        if turn <= SMALLEST_TURN:
            return [(x, y, long, short, quarter), (x, y, long, short, -quarter)]
        return [(x, y, length, length / ASPECT, a) for a in (quarter - turn, quarter + turn, -quarter - turn, -quarter + turn)]
    turned = [(x, y, length, length / ASPECT, a) for a in (turn, -turn)] if turn > SMALLEST_TURN else []
    return [(x, y, long, short, 0.0), *turned, (x, y, long, short, math.pi)]


def cut(image: np.ndarray, view) -> np.ndarray:
    """uint8 BGR -> uint8 BGR [32, 128, 3], upright, with margin; each pixel the mean of some samples when scaled down."""
    x, y, width, height, angle = view
    width, height = max(2.0, width) * (1 + 2 * MARGIN[0]), max(2.0, height) * (1 + 2 * MARGIN[1])
    samples = max(1, min(SAMPLES, math.ceil(max(width / WIDTH_PX, height / HEIGHT_PX))))
    size = WIDTH_PX * samples, HEIGHT_PX * samples
    cos, sin = math.cos(angle), math.sin(angle)
    step = width / size[0], height / size[1]
    matrix = np.array([[step[0] * cos, -step[1] * sin, 0], [step[0] * sin, step[1] * cos, 0]])
    matrix[:, 2] = np.array([x - 0.5, y - 0.5]) - matrix[:, :2] @ ((np.array(size) - 1) / 2)
    out = cv2.warpAffine(image, matrix, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE)
    return cv2.resize(out, (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_AREA) if samples > 1 else out


def jittered(view, rng, amount: float = 1.0):
    """Proposals are a little off: size, place and angle."""
    x, y, width, height, angle = view
    x += rng.normal(0, 0.025 * amount) * width
    y += rng.normal(0, 0.07 * amount) * height
    return x, y, width * np.exp(rng.normal(0.01, 0.05 * amount)), height * np.exp(rng.normal(0.03, 0.12 * amount)), angle + rng.normal(0, 0.02 * amount)
