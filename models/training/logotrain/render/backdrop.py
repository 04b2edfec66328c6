"""Pictures that scenes are built on: crops of photos, studio sweeps, patterns, printed pages."""

from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw

from .colours import appliance_colour, ink_against, random_colour
from .typefaces import face, typefaces
from .words import common_words

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")
MIN_SIDE_PX = 200


def list_photos(folders) -> list:
    """Files in a fixed order, told apart by name only, so that a copy of a folder gives the same scenes."""
    files = [p for folder in folders for p in Path(folder).rglob("*") if p.suffix.lower() in SUFFIXES]
    return sorted(files, key=lambda p: (p.name, str(p)))


def open_flat(path, largest_px: int = 1800) -> np.ndarray | None:
    """uint8 BGR, alpha on white, shrunk to `largest_px`; None when it cannot be read."""
    image = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if image is None or min(image.shape[:2]) < 2:
        return None
    if image.dtype != np.uint8:
        image = (image / 257).astype(np.uint8)
    if image.ndim == 2:
        image = cv2.cvtColor(image, cv2.COLOR_GRAY2BGR)
    if image.shape[2] == 4:
        alpha = image[..., 3:].astype(np.float32) / 255
        image = (image[..., :3] * alpha + 255 * (1 - alpha)).astype(np.uint8)
    scale = largest_px / max(image.shape[:2])
    if scale < 1:
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(image)


def photo_crop(photo, size, rng) -> np.ndarray:
    """A random part, at least a third of the photo's shorter side, mirrored half of the time."""
    width, height = size
    have_h, have_w = photo.shape[:2]
    fit = min(have_w / width, have_h / height)
    part = fit * rng.uniform(0.35, 1.0)
    w, h = max(2, int(width * part)), max(2, int(height * part))
    x, y = int(rng.integers(0, have_w - w + 1)), int(rng.integers(0, have_h - h + 1))
    crop = cv2.resize(photo[y:y + h, x:x + w], size, interpolation=cv2.INTER_AREA if part > 1 else cv2.INTER_LINEAR)
    return np.ascontiguousarray(crop[:, ::-1]) if rng.random() < 0.5 else crop


def studio(size, rng) -> np.ndarray:
    """White, pale blue or grey sweep, sometimes a strong colour, with a soft gradient."""
    width, height = size
    pick = rng.random()
    if pick < 0.4:
        tone = np.full(3, 255.0)
    elif pick < 0.7:
        tone = np.clip(rng.uniform(225, 255, 3), 0, 255)
    else:
        tone = appliance_colour(rng) if pick < 0.85 else random_colour(rng)
    out = np.empty((height, width, 3), np.float32)
    out[:] = tone
    if rng.random() < 0.6:
        other = random_colour(rng) if rng.random() < 0.4 else tone * rng.uniform(0.6, 1)
        ramp = np.linspace(0, 1, height)[:, None] * rng.uniform(-1, 1) + np.linspace(0, 1, width)[None] * rng.uniform(-1, 1)
        ramp = ((ramp - ramp.min()) / max(1e-6, np.ptp(ramp)))[..., None]
        out = out * (1 - ramp) + other * ramp
    return np.clip(out, 0, 255).astype(np.uint8)


def pattern(size, rng) -> np.ndarray:
    """Cloudy noise, stripes, tiles, scattered shapes."""
    width, height = size
    kind = rng.random()
    if kind < 0.35:
        coarse = rng.uniform(0, 255, (int(rng.integers(3, 24)), int(rng.integers(3, 24)), 3)).astype(np.float32)
        return np.clip(cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC), 0, 255).astype(np.uint8)
    out = studio(size, rng)
    if kind < 0.6:
        pitch, tone = int(rng.integers(5, 60)), random_colour(rng)
        thick = max(1, int(pitch * rng.uniform(0.1, 0.6)))
        for x in range(0, width, pitch):
            cv2.line(out, (x, 0), (x, height), tone, thick)
        if rng.random() < 0.5:
            for y in range(0, height, pitch):
                cv2.line(out, (0, y), (width, y), tone, thick)
        return out
    for _ in range(int(rng.integers(5, 40))):
        centre = (int(rng.integers(width)), int(rng.integers(height)))
        reach = int(rng.integers(8, 160))
        if rng.random() < 0.5:
            cv2.circle(out, centre, reach, random_colour(rng), -1 if rng.random() < 0.6 else 3, cv2.LINE_AA)
        else:
            points = np.array(centre) + rng.integers(-reach, reach + 1, (int(rng.integers(3, 7)), 2))
            cv2.fillPoly(out, [points.astype(np.int32)], random_colour(rng), cv2.LINE_AA)
    return out


def page(size, rng, photos=()) -> np.ndarray:
    """A catalog page, a web shop or a dialog: columns of text, boxes, buttons, small pictures."""
    width, height = size
    out = studio(size, rng) if rng.random() < 0.7 else np.full((height, width, 3), 255, np.uint8)
    for _ in range(int(rng.integers(1, 6))):
        x, y = int(rng.integers(width)), int(rng.integers(height))
        w, h = int(rng.integers(30, width)), int(rng.integers(14, height // 2))
        if photos and rng.random() < 0.5:
            w, h = min(w, width - x), min(h, height - y)
            if w > 16 and h > 16:
                out[y:y + h, x:x + w] = photo_crop(photos[rng.integers(len(photos))], (w, h), rng)
        else:
            cv2.rectangle(out, (x, y), (x + w, y + h), random_colour(rng) if rng.random() < 0.5 else appliance_colour(rng), -1)
    return with_text(out, rng, int(rng.integers(3, 28)))


def with_text(out, rng, lines: int) -> np.ndarray:
    """Lines of ordinary words, 8 to 70 px high, a fifth of them upright or slanted."""
    image = Image.fromarray(out)
    width, height = image.size
    for _ in range(lines):
        size = int(np.exp(rng.uniform(np.log(8), np.log(70))))
        x, y = int(rng.integers(-20, width)), int(rng.integers(0, height))
        under = out[min(y + size // 2, height - 1), min(max(x, 0) + size, width - 1)]
        font = face(typefaces()[rng.integers(len(typefaces()))], size)
        text = common_words(rng, 5)
        x1, y1, x2, y2 = font.getbbox(text)
        mask = Image.new("L", (max(1, x2 - x1), max(1, y2 - y1)))
        ImageDraw.Draw(mask).text((-x1, -y1), text, font=font, fill=255)
        pick = rng.random()
        turn = 0 if pick < 0.8 else rng.choice([90, 270]) if pick < 0.9 else rng.normal(0, 20)
        if turn:
            mask = mask.rotate(float(turn), expand=True, resample=Image.Resampling.BILINEAR)
        image.paste(tuple(int(v) for v in ink_against(under, rng)), (x, y), mask)
    return np.array(image)
