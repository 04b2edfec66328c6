"""Finishes a mark: on its plate or off it, recoloured, on a badge, embossed. Brand-agnostic.

A sticker is what the finisher hands on: colour, alpha, and the mask that the label's box encloses.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from .artwork import Artwork
from .colours import ink_against, luminance, random_colour


@dataclass
class Sticker:
    bgr: np.ndarray  # float32 [h, w, 3]
    alpha: np.ndarray  # float32 [h, w]
    body: np.ndarray  # float32 [h, w], what counts as the mark (no tagline, no badge margin)


def finish(art: Artwork, rng, under_bgr, on_product: bool) -> Sticker:
    """`under_bgr`: the mean colour the mark will lie on; `on_product`: appliances carry other finishes than print."""
    pick = rng.random()
    if art.plate is not None and pick < (0.10 if on_product else 0.45):
        sticker = as_designed(art, rng)
    elif art.plate is not None and pick < (0.28 if on_product else 0.55):
        sticker = recoloured_plate(art, rng, under_bgr)
    elif pick < (0.50 if on_product else 0.65):
        sticker = on_badge(art, rng, under_bgr)
    elif pick < (0.62 if on_product else 0.68):
        sticker = embossed(art, rng, under_bgr)
    else:
        sticker = bare_lettering(art, rng, under_bgr)
    return trim(sticker)


def lettering(art: Artwork, rng):
    """-> (ink, ink2) masks; small detached pieces (®) are dropped half of the time."""
    ink = art.ink if rng.random() < 0.5 else np.clip(art.ink - art.ink_small, 0, 1)
    return ink, art.ink2


def without_small(art: Artwork) -> np.ndarray:
    return np.clip(art.ink - art.ink_small, 0, 1)


def as_designed(art: Artwork, rng) -> Sticker:
    alpha = art.opaque if rng.random() < 0.4 else art.opaque * art.plate
    shift = rng.normal(0, 8, 3)
    bgr = np.clip(art.colour.astype(np.float32) + shift, 0, 255)
    return Sticker(bgr, alpha.copy(), art.plate.copy())


def recoloured_plate(art: Artwork, rng, under) -> Sticker:
    """The plate's own shape in grey, silver, black, white or a tone of what lies below."""
    plate = plate_tone(rng, under)
    bgr = sheen(art.plate.shape, plate, rng)
    paint(bgr, art, rng, plate)
    edge(bgr, art.plate, rng)
    return Sticker(bgr, art.plate.copy(), art.plate.copy())


def on_badge(art: Artwork, rng, under) -> Sticker:
    """The lettering on an oval, a rounded box, a parallelogram or a strip."""
    height, width = art.ink.shape
    ys, xs = np.nonzero(without_small(art) > 0.3)
    x1, x2, y1, y2 = xs.min(), xs.max(), ys.min(), ys.max()
    margin_x, margin_y = (x2 - x1) * rng.uniform(0.06, 0.35), (y2 - y1) * rng.uniform(0.2, 0.9)
    pad = int(max(margin_x, margin_y)) + 4
    grown = pad_artwork(art, pad)
    badge = badge_mask(grown.ink.shape, (x1 + pad - margin_x, y1 + pad - margin_y, x2 + pad + margin_x, y2 + pad + margin_y), rng)
    tone = plate_tone(rng, under)
    bgr = sheen(grown.ink.shape, tone, rng)
    paint(bgr, grown, rng, tone)
    edge(bgr, badge, rng)
    return Sticker(bgr, np.maximum(badge, without_small(grown)), np.maximum(without_small(grown), grown.ink2))


def bare_lettering(art: Artwork, rng, under) -> Sticker:
    ink, ink2 = lettering(art, rng)
    tone = ink_against(under, rng, art.ink_bgr)
    bgr = sheen(ink.shape, tone, rng, strength=0.5)
    alpha = ink.copy()
    if rng.random() < 0.35:  # the second ink in its own tone; otherwise a cut-out
        second = ink_against(tone, rng)
        bgr = bgr * (1 - ink2[..., None]) + second * ink2[..., None]
        alpha = np.maximum(ink, ink2)
    if rng.random() < 0.12:  # a thin shadow or glow
        alpha, bgr = with_shadow(alpha, bgr, rng)
    return Sticker(bgr.astype(np.float32), alpha, without_small(art))


def embossed(art: Artwork, rng, under) -> Sticker:
    """Raised or sunk in plastic: light from one side, a tone close to the material."""
    grown = pad_artwork(art, 12)
    ink, _ = lettering(grown, rng)
    soft = cv2.GaussianBlur(ink, (0, 0), rng.uniform(2, 5))
    angle = rng.uniform(0, 2 * np.pi)
    slope = np.cos(angle) * cv2.Sobel(soft, cv2.CV_32F, 1, 0) + np.sin(angle) * cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    slope /= max(1e-6, np.abs(slope).max())
    base = np.asarray(under, np.float32)
    tone = base + rng.uniform(-22, 22)
    bgr = base * (1 - ink[..., None]) + tone * ink[..., None] + slope[..., None] * rng.uniform(50, 130)
    alpha = np.clip(np.maximum(ink, np.abs(slope) * 2), 0, 1)
    return Sticker(np.clip(bgr, 0, 255).astype(np.float32), alpha, without_small(grown))


def paint(bgr, art: Artwork, rng, base) -> None:
    """Puts the lettering on `bgr` in an ink legible against `base`."""
    ink, ink2 = lettering(art, rng)
    tone = ink_against(base, rng, art.ink_bgr)
    bgr[:] = bgr * (1 - ink[..., None]) + tone * ink[..., None]
    if rng.random() < 0.35:
        second = ink_against(tone, rng)
        bgr[:] = bgr * (1 - ink2[..., None]) + second * ink2[..., None]


def plate_tone(rng, under) -> np.ndarray:
    pick = rng.random()
    if pick < 0.3:
        return np.clip(np.asarray(under) + rng.uniform(-45, 45), 0, 255)
    if pick < 0.85:
        return np.clip(np.full(3, rng.choice([20, 60, 110, 150, 180, 205, 235, 250])) + rng.normal(0, 8, 3), 0, 255)
    return random_colour(rng)


def sheen(shape, tone, rng, strength=1.0) -> np.ndarray:
    """A flat tone with a metallic gradient, as on silver ovals. float32 [h, w, 3]"""
    height, width = shape
    amount = strength * rng.choice([0, 0, 12, 30, 60])
    ramp = np.sin(np.linspace(0, np.pi * rng.uniform(0.5, 2), height) + rng.uniform(0, 6))[:, None]
    side = np.linspace(-1, 1, width)[None] * rng.uniform(-0.6, 0.6)
    light = ((ramp + side) * amount).astype(np.float32)
    return np.clip(np.asarray(tone, np.float32) + light[..., None], 0, 255)


def edge(bgr, mask, rng) -> None:
    """Half of the plates have a rim, lighter or darker."""
    if rng.random() < 0.5:
        return
    inner = cv2.erode(mask, np.ones((3, 3)), iterations=int(rng.integers(2, 5)))
    rim = np.clip(mask - inner, 0, 1)[..., None]
    bgr[:] = np.clip(bgr + rim * rng.choice([-70, -40, 40, 80]), 0, 255)


def badge_mask(shape, box, rng) -> np.ndarray:
    height, width = shape
    x1, y1, x2, y2 = (int(round(v)) for v in box)
    mask = np.zeros(shape, np.uint8)
    kind = rng.random()
    if kind < 0.25:
        grow_x, grow_y = 0.12 * (x2 - x1), 0.3 * (y2 - y1)
        size = (x2 - x1 + 2 * grow_x, y2 - y1 + 2 * grow_y)
        cv2.ellipse(mask, (((x1 + x2) / 2, (y1 + y2) / 2), size, 0), 255, -1)
    elif kind < 0.6:
        slant = (y2 - y1) * rng.uniform(-0.7, 0.7)
        right = slant if rng.random() < 0.5 else 0
        points = np.array([[x1 + min(0, slant), y1], [x2 + max(0, right), y1], [x2 - max(0, -right), y2], [x1 + max(0, slant), y2]])
        cv2.fillPoly(mask, [points.astype(np.int32)], 255)
    else:
        cv2.rectangle(mask, (x1, y1), (x2, y2), 255, -1)
    radius = (y2 - y1) * rng.uniform(0.02, 0.3)
    mask = cv2.stackBlur(mask, (2 * max(1, int(radius)) + 1,) * 2)
    return np.clip((mask.astype(np.float32) - 118) / 20, 0, 1)


def with_shadow(alpha, bgr, rng):
    dx, dy = rng.integers(-6, 7, 2)
    shadow = cv2.warpAffine(cv2.GaussianBlur(alpha, (0, 0), 4), np.float32([[1, 0, dx], [0, 1, dy]]), alpha.shape[::-1])
    shade = 0.0 if luminance(bgr.reshape(-1, 3).mean(0)) > 90 else 230.0
    both = np.maximum(alpha, shadow * 0.6)
    mixed = (bgr * alpha[..., None] + shade * (np.clip(both - alpha, 0, 1))[..., None]) / np.maximum(both, 1e-3)[..., None]
    return both, mixed


def pad_artwork(art: Artwork, pad: int) -> Artwork:
    def grow(mask):
        return None if mask is None else cv2.copyMakeBorder(mask, pad, pad, pad, pad, cv2.BORDER_CONSTANT)

    return Artwork(grow(art.colour), grow(art.opaque), grow(art.plate), grow(art.ink), grow(art.ink_small), grow(art.ink2), art.ink_bgr, art.plate_bgr)


def trim(sticker: Sticker, margin: int = 3) -> Sticker:
    """Cuts away empty surroundings, so that the sticker's width is about the mark's."""
    ys, xs = np.nonzero(sticker.alpha > 0.02)
    y1, y2 = max(0, ys.min() - margin), ys.max() + margin + 1
    x1, x2 = max(0, xs.min() - margin), xs.max() + margin + 1
    return Sticker(sticker.bgr[y1:y2, x1:x2], sticker.alpha[y1:y2, x1:x2], sticker.body[y1:y2, x1:x2])
