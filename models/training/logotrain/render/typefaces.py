"""Installed typefaces that draw Latin letters, and masks of words set in them."""

from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

FOLDERS = ("/usr/share/fonts",)
SKIP = ("noto", "symbol", "dingbat", "emoji", "awesome", "math", "ornament")  # scripts without Latin, signs
KEEP_NOTO = ("notosans-", "notoserif-", "notosansdisplay-", "notosansmono-", "notoserifdisplay-")


@lru_cache(maxsize=1)
def typefaces() -> tuple:
    """Paths in a fixed order, only those that have letters of their own for A–z."""
    files = sorted(p for folder in FOLDERS for p in Path(folder).rglob("*") if p.suffix.lower() in (".ttf", ".otf"))
    return tuple(str(p) for p in files if wanted(p.name.lower()) and has_latin(str(p)))


def wanted(name: str) -> bool:
    return name.startswith(KEEP_NOTO) or not any(word in name for word in SKIP)


def has_latin(path: str) -> bool:
    try:
        face = ImageFont.truetype(path, 24)
        drawn = [bytes(face.getmask(c)) for c in ("S", "y", "m", "\u0378")]
    except OSError:
        return False
    return len(set(drawn)) == 4 and all(drawn[:3])


@lru_cache(maxsize=256)
def face(path: str, size: int):
    return ImageFont.truetype(path, size)


def word_mask(text: str, rng, size: int = 120, path: str | None = None) -> np.ndarray:
    """float32 [h, w] of `text` in a typeface drawn by `rng`, sometimes widely spaced."""
    path = path or typefaces()[rng.integers(len(typefaces()))]
    font = face(path, size)
    spacing = int(size * rng.uniform(0.02, 0.3)) if rng.random() < 0.15 else 0
    if spacing:
        advances = [font.getlength(c) + spacing for c in text]
        width = int(sum(advances)) + size
    else:
        width = int(font.getlength(text)) + size
    image = Image.new("L", (width, size * 2), 0)
    draw = ImageDraw.Draw(image)
    x = size // 3
    if spacing:
        for letter, advance in zip(text, advances):
            draw.text((x, size // 3), letter, font=font, fill=255)
            x += advance
    else:
        draw.text((x, size // 3), text, font=font, fill=255)
    mask = np.asarray(image, np.float32) / 255
    ys, xs = np.nonzero(mask > 0.1)
    if len(xs) == 0:
        return np.ones((8, 24), np.float32)
    return mask[ys.min():ys.max() + 1, xs.min():xs.max() + 1]
