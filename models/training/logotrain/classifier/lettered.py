"""One crop with the mark, or with something lettered that is not the mark, as small as shop photos show it."""

import math

import cv2
import numpy as np

from ..render import backdrop
from ..render.artwork import Artwork
from ..render.camera import expose, record, soften
from ..render.colours import appliance_colour, random_colour
from ..render.decoys import decoy
from ..render.finish import finish
from ..render.place import corners, lay
from ..render.scene import drowned, legible, mean_colour
from .crop import ASPECT, SMALLEST_TURN, cut, jittered

WIDTHS_PX = (18, 260)
SMALL_PX = (22, 46)  # half of the marks are this wide: there the reader is of no help
RENDER_PX = 280  # nothing is drawn wider than the artwork
BLUR_SHARE = 0.042  # of the width: more, and letters run into each other


def lettered(art: Artwork, name: str, photos: list, is_mark: bool, rng) -> np.ndarray | None:
    """-> uint8 BGR [32, 128, 3], or None when nothing legible came out."""
    width = float(np.exp(rng.uniform(*np.log(SMALL_PX if rng.random() < 0.55 else WIDTHS_PX))))
    larger = min(RENDER_PX / width, float(rng.uniform(1.0, 4.0))) if rng.random() < 0.55 else 1.0
    turn = rng.normal(0, 4) if rng.random() < 0.7 else rng.uniform(-180, 180)
    canvas = ground(photos, int(width * larger * 1.9) + 8, rng)
    centre = np.array(canvas.shape[1::-1]) / 2 + rng.normal(0, 0.05, 2) * width * larger
    before = canvas.copy()
    under = mean_colour(canvas, centre, width * larger)
    on_product = rng.random() < 0.75
    sticker = finish(art, rng, under, on_product) if is_mark else decoy(art, name, rng, under, on_product, width)
    tall = sticker.alpha.shape[0] / sticker.alpha.shape[1]
    quad = corners(width * larger, width * larger * tall, turn, 0.02 if rng.random() < 0.5 else 0.12, rng) + centre
    found = lay(canvas, sticker, quad, 1.0 if rng.random() < 0.8 else rng.uniform(0.6, 1), texture=rng.choice([0.0, 0.3, 0.8]))
    if not found or (is_mark and drowned(before, canvas, found[0])):
        return None
    image, scale = shrunk(canvas, larger, rng)
    image = photographed(image, width, rng)
    box = np.array(found[0]) * scale
    if max(box[2] - box[0], box[3] - box[1]) < 12 or (is_mark and not readable(image, box)):
        return None
    return cut(image, jittered(view_of(box, math.radians(turn), rng), rng))


def ground(photos, side: int, rng) -> np.ndarray:
    pick = rng.random()
    if photos and pick < 0.3:
        canvas = backdrop.photo_crop(photos[rng.integers(len(photos))], (side, side), rng)
    else:
        tone = appliance_colour(rng) if pick < 0.85 else random_colour(rng)
        light = rng.normal(0, 14) * np.linspace(-1, 1, side)[:, None, None] + rng.normal(0, 14) * np.linspace(-1, 1, side)[None, :, None]
        canvas = np.clip(np.asarray(tone)[None, None] + light, 0, 255).astype(np.uint8)
    for _ in range(int(rng.choice([0, 1, 2, 3]))):  # edges of panels, grilles, other lettering above or below
        at = side / 2 + rng.choice([-1, 1]) * rng.uniform(0.12, 0.5) * side
        colour = appliance_colour(rng).tolist()
        ends = ((0, int(at)), (side, int(at + rng.normal(0, 0.05) * side)))
        ends = tuple(p[::-1] for p in ends) if rng.random() < 0.3 else ends
        cv2.line(canvas, *ends, colour, max(1, int(side * rng.uniform(0.01, 0.12))), cv2.LINE_AA)
    return np.ascontiguousarray(canvas)


def shrunk(canvas, larger: float, rng):
    """Brings the picture down to size as shops do: properly, or with pixels left out so that letters break."""
    if larger <= 1.05:
        return canvas, 1.0
    how = rng.choice([cv2.INTER_AREA, cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_NEAREST], p=[0.3, 0.3, 0.2, 0.2])
    image = cv2.resize(canvas, None, fx=1 / larger, fy=1 / larger, interpolation=int(how))
    return image, image.shape[1] / canvas.shape[1]


def photographed(image, width: float, rng):
    image = expose(image, rng)
    pick = rng.random()
    if pick < (0.5 if width >= 30 else 0.2):
        image = soften(image, rng)
    elif pick < 0.7:
        image = cv2.GaussianBlur(image, (0, 0), max(0.3, rng.uniform(0.3, 1) * min(2.2, BLUR_SHARE * width)))
    if rng.random() < 0.3:
        image = cv2.convertScaleAbs(image, alpha=rng.uniform(0.3, 1.4), beta=rng.uniform(0, 90))
    if rng.random() < 0.1:
        image = np.clip(image + rng.normal(0, 15, image.shape), 0, 255).astype(np.uint8)
    return record(image, rng)


def readable(image, box) -> bool:
    return legible(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.float32), box)


def view_of(box, turn: float, rng):
    """How the product would look at it: the upright box as it is, or a turned one of the mark's proportions."""
    x, y, width, height = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, box[2] - box[0], box[3] - box[1]
    folded = (turn + math.pi / 4) % (math.pi / 2) - math.pi / 4
    if abs(folded) < SMALLEST_TURN:  # upright, vertical or upside down
        long, short = (width, height) if abs(math.cos(turn)) > 0.7 else (height, width)
        return x, y, long, short, turn - folded
    along = abs(math.cos(turn)), abs(math.sin(turn))
    length = max(width / (along[0] + along[1] / ASPECT), height / (along[1] + along[0] / ASPECT))
    return x, y, length, length / ASPECT, turn + rng.normal(0, 0.05)
