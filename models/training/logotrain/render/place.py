"""Lays a sticker on a picture: size, turn, perspective, wear; gives back the box of what is visible."""

import cv2
import numpy as np

from .finish import Sticker

VISIBLE_ALPHA = 0.25


def corners(width, height, turn_deg, tilt, rng) -> np.ndarray:
    """Corners [4, 2] of a width × height rectangle about the origin, turned and seen at an angle.

    `tilt` 0..1 is the largest relative shift of a corner.
    """
    box = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]]) * [width, height]
    narrowing = 1 - np.abs(rng.normal(0, tilt))  # seen from the side
    box[:, 0] *= max(0.45, narrowing)
    lean = rng.normal(0, tilt, 2)
    box[:, 1] *= 1 + lean[0] * np.sign(box[:, 0])  # one end nearer
    box[:, 1] += box[:, 0] * lean[1] * 0.8  # sheared, as on a box's side
    angle = np.deg2rad(turn_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return box @ turn.T


def lay(canvas: np.ndarray, sticker: Sticker, quad: np.ndarray, opacity: float, hide=None, texture: float = 0.0):
    """Paints on uint8 `canvas` in place. `quad`: corners [4, 2] in pixels. -> (box, visible share) or None.

    The box is (x1, y1, x2, y2) of the mark's body within the picture; `hide` is an occluding
    quad [4, 2] relative to the sticker's box (0..1), left unpainted.
    """
    height, width = canvas.shape[:2]
    low = np.maximum(0, np.floor(quad.min(0)).astype(int) - 2)
    high = np.minimum([width, height], np.ceil(quad.max(0)).astype(int) + 3)
    if (high - low).min() < 3:
        return None
    bgr, alpha, body = resample(sticker, quad)
    size = alpha.shape[1], alpha.shape[0]
    source = np.float32([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]])
    matrix = cv2.getPerspectiveTransform(source, np.float32(quad - low))
    window = int(high[0] - low[0]), int(high[1] - low[1])
    colour = cv2.warpPerspective(bgr, matrix, window, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    cover = cv2.warpPerspective(alpha, matrix, window, flags=cv2.INTER_LINEAR)
    mark = cv2.warpPerspective(body, matrix, window, flags=cv2.INTER_LINEAR)
    whole = mark_area(body, quad, size)
    if hide is not None:
        blocked = np.zeros(cover.shape, np.float32)
        cv2.fillPoly(blocked, [np.int32(hide * window)], 1.0)
        cover, mark = cover * (1 - blocked), mark * (1 - blocked)
    target = canvas[low[1]:high[1], low[0]:high[0]]
    weight = (cover * opacity)[..., None]
    under = target.astype(np.float32)
    if texture > 0:  # the surface's own light and grain show through
        colour = colour + (under - cv2.blur(under, (31, 31))) * texture
    target[:] = np.clip(under * (1 - weight) + colour * weight, 0, 255).astype(np.uint8)
    return box_of(mark, low, whole)


def resample(sticker: Sticker, quad):
    """Shrinks the sticker to about 1.5 times its size in the picture, so that warping does not alias."""
    wanted = 1.5 * max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[3]), 12)
    scale = wanted / sticker.alpha.shape[1]
    if scale >= 1:
        return sticker.bgr, sticker.alpha, sticker.body
    size = max(4, round(sticker.alpha.shape[1] * scale)), max(3, round(sticker.alpha.shape[0] * scale))
    weighted = cv2.resize(np.dstack([sticker.bgr * sticker.alpha[..., None], sticker.alpha]).astype(np.float32), size, interpolation=cv2.INTER_AREA)
    alpha = weighted[..., 3]
    bgr = weighted[..., :3] / np.maximum(alpha, 1e-3)[..., None]
    return bgr, alpha, cv2.resize(sticker.body, size, interpolation=cv2.INTER_AREA)


def mark_area(body, quad, size) -> float:
    """Area in picture pixels the whole body would cover."""
    area = 0.5 * abs(np.dot(quad[:, 0], np.roll(quad[:, 1], 1)) - np.dot(quad[:, 1], np.roll(quad[:, 0], 1)))
    return float(body.mean()) * area


def box_of(mark, low, whole):
    ys, xs = np.nonzero(mark > VISIBLE_ALPHA)
    if len(xs) == 0:
        return None
    box = (xs.min() + low[0], ys.min() + low[1], xs.max() + 1 + low[0], ys.max() + 1 + low[1])
    return tuple(float(v) for v in box), min(1.0, float(mark.sum()) / max(whole, 1e-6))
