"""Product-like shapes: coolers, fans, heaters, boxes, drawn with gradients, grilles and panels.

Each returns where a mark could sit: a list of (centre x, centre y, free width, free height).
"""

import cv2
import numpy as np

from .colours import appliance_colour, luminance, random_colour


def draw_appliance(canvas: np.ndarray, rng) -> list:
    """Draws one product on uint8 `canvas` in place, partly outside at times."""
    height, width = canvas.shape[:2]
    tall = float(rng.choice([0.35, 0.6, 0.8, 1.0, 1.6], p=[0.15, 0.3, 0.25, 0.15, 0.15]))
    h = height * float(np.exp(rng.uniform(np.log(0.4), np.log(1.9))))
    w = max(60.0, h * tall)
    x, y = rng.uniform(-0.15, 1.0) * max(1.0, width - w), rng.uniform(-0.1, 1.0) * (height - h)
    body = appliance_colour(rng)
    shadow(canvas, x, y + h, w, rng)
    panel(canvas, (x, y, w, h), body, rng, radius=rng.uniform(0.01, 0.12) * min(w, h))
    spots = []
    layouts = [cooler, front, banded, plain]
    layouts[rng.integers(len(layouts))](canvas, (x, y, w, h), body, rng, spots)
    return [s for s in spots if 0 < s[0] < width and 0 < s[1] < height]


def cooler(canvas, box, body, rng, spots):
    """Panel on top, round or square grille, tank with ribs below."""
    x, y, w, h = box
    band = h * rng.uniform(0.08, 0.18)
    accent = appliance_colour(rng) if rng.random() < 0.6 else random_colour(rng)
    panel(canvas, (x + w * 0.05, y + h * 0.02, w * 0.9, band), accent, rng, radius=band * 0.2)
    knobs(canvas, (x, y + h * 0.02, w, band), rng)
    top = y + h * 0.04 + band
    grille_h = h * rng.uniform(0.3, 0.5)
    strip = h * rng.uniform(0.05, 0.1)
    grille(canvas, (x + w * 0.1, top + strip, w * 0.8, grille_h), rng)
    tank = top + strip + grille_h
    if rng.random() < 0.5:
        panel(canvas, (x, tank + strip, w, max(4, y + h - tank - strip)), appliance_colour(rng), rng)
    ribs(canvas, (x + w * 0.15, tank + strip * 1.6, w * 0.7, max(4, (y + h - tank) * 0.5)), rng)
    spots += [(x + w / 2, y + h * 0.02 + band / 2, w * 0.8, band * 0.8), (x + w / 2, top + strip / 2, w * 0.8, strip * 0.9)]
    spots += [(x + w / 2, tank + strip * 0.7, w * 0.8, strip), (x + w * 0.3, top + strip / 2, w * 0.4, strip * 0.9)]


def front(canvas, box, body, rng, spots):
    """All grille with a small plate, as on towers and box fans."""
    x, y, w, h = box
    grille(canvas, (x + w * 0.08, y + h * 0.15, w * 0.84, h * 0.6), rng)
    spots += [(x + w / 2, y + h * 0.08, w * 0.8, h * 0.1), (x + w / 2, y + h * 0.85, w * 0.8, h * 0.1), (x + w * 0.6, y + h * rng.uniform(0.2, 0.7), w * 0.6, h * 0.08)]


def banded(canvas, box, body, rng, spots):
    """Horizontal bands and a display, as on air conditioners and heaters."""
    x, y, w, h = box
    for _ in range(int(rng.integers(1, 4))):
        top, tall = y + h * rng.uniform(0, 0.9), h * rng.uniform(0.02, 0.25)
        panel(canvas, (x, top, w, tall), appliance_colour(rng), rng)
        spots.append((x + w * rng.uniform(0.25, 0.75), top + tall / 2, w * 0.5, tall * 0.8))
    knobs(canvas, (x, y + h * 0.6, w, h * 0.2), rng)
    spots.append((x + w * rng.uniform(0.25, 0.75), y + h * rng.uniform(0.1, 0.5), w * 0.5, h * 0.2))


def plain(canvas, box, body, rng, spots):
    """A bare face: a box, a geyser, a door."""
    x, y, w, h = box
    spots.append((x + w / 2, y + h * rng.uniform(0.2, 0.8), w * 0.8, h * 0.3))
    if rng.random() < 0.5:
        ribs(canvas, (x + w * 0.1, y + h * 0.1, w * 0.8, h * 0.8), rng)


def panel(canvas, box, tone, rng, radius=0.0):
    """A filled rectangle with a light gradient across it, as moulded plastic has."""
    x, y, w, h = (int(round(v)) for v in box)
    low, high = np.maximum(0, [x, y]), np.minimum([canvas.shape[1], canvas.shape[0]], [x + w, y + h])
    if (high - low).min() < 2:
        return
    across = (np.arange(low[0], high[0]) - x) / max(1, w) - 0.5
    down = (np.arange(low[1], high[1]) - y) / max(1, h) - 0.5
    curve = rng.choice([0, 20, 60, 110]) * (across ** 2)
    light = (across * rng.normal(0, 22) - curve)[None] + (down * rng.normal(0, 18))[:, None]
    fill = np.clip(np.asarray(tone)[None, None] + light[..., None], 0, 255)
    mask = np.full(fill.shape[:2], 1.0, np.float32)
    if radius > 2:
        whole = np.zeros((min(h, 4000) + 2, min(w, 4000) + 2), np.uint8)
        cv2.rectangle(whole, (1, 1), (whole.shape[1] - 2, whole.shape[0] - 2), 255, -1)
        whole = cv2.stackBlur(whole, (2 * int(min(radius, 50)) + 1,) * 2)
        part = whole[low[1] - y + 1:high[1] - y + 1, low[0] - x + 1:high[0] - x + 1].astype(np.float32)
        part = np.clip((part - 118) / 20, 0, 1)
        mask[: part.shape[0], : part.shape[1]] = part
    target = canvas[low[1]:high[1], low[0]:high[0]]
    target[:] = (target * (1 - mask[..., None]) + fill * mask[..., None]).astype(np.uint8)
    if rng.random() < 0.6:
        line = np.clip(np.asarray(tone) + rng.choice([-60, -30, 30]), 0, 255)
        cv2.rectangle(canvas, (x, y), (x + w, y + h), line, 1, cv2.LINE_AA) if radius <= 2 else None


def grille(canvas, box, rng):
    """Slats, bars, rings or a mesh in front of something dark or pale."""
    x, y, w, h = box
    inside = appliance_colour(rng)
    bar = np.clip(inside + rng.choice([-1, 1]) * rng.uniform(20, 140), 0, 255)
    pitch = max(3, int(min(w, h) * rng.uniform(0.02, 0.09)))
    thick = max(1, int(pitch * rng.uniform(0.15, 0.6)))
    p1, p2 = (int(x), int(y)), (int(x + w), int(y + h))
    if rng.random() < 0.45:  # round
        centre, reach = (int(x + w / 2), int(y + h / 2)), int(min(w, h) / 2)
        cv2.circle(canvas, centre, reach, inside, -1, cv2.LINE_AA)
        for r in range(pitch, reach, pitch):
            cv2.circle(canvas, centre, r, bar, thick, cv2.LINE_AA)
        for k in range(int(rng.integers(0, 24))):
            angle = k * 2 * np.pi / 24
            end = (int(centre[0] + reach * np.cos(angle)), int(centre[1] + reach * np.sin(angle)))
            cv2.line(canvas, centre, end, bar, thick, cv2.LINE_AA)
        return
    cv2.rectangle(canvas, p1, p2, inside, -1)
    if rng.random() < 0.7:
        for yy in range(p1[1], p2[1], pitch):
            cv2.line(canvas, (p1[0], yy), (p2[0], yy), bar, thick)
    if rng.random() < 0.5:
        for xx in range(p1[0], p2[0], pitch * int(rng.integers(1, 5))):
            cv2.line(canvas, (xx, p1[1]), (xx, p2[1]), bar, thick)


def ribs(canvas, box, rng):
    x, y, w, h = (int(v) for v in box)
    pitch = max(6, int(w * rng.uniform(0.04, 0.2)))
    for xx in range(x, x + w, pitch):
        at = min(max(xx, 0), canvas.shape[1] - 1), min(max(y + h // 2, 0), canvas.shape[0] - 1)
        tone = np.clip(canvas[at[1], at[0]].astype(np.float32) + rng.choice([-35, -18, 25]), 0, 255)
        cv2.rectangle(canvas, (xx, y), (xx + pitch // 3, y + h), tone.tolist(), -1, cv2.LINE_AA)


def knobs(canvas, box, rng):
    x, y, w, h = box
    for _ in range(int(rng.integers(0, 5))):
        centre = (int(x + w * rng.uniform(0.08, 0.92)), int(y + h * rng.uniform(0.3, 0.7)))
        reach = max(2, int(min(w, h) * rng.uniform(0.1, 0.35)))
        tone = appliance_colour(rng) if rng.random() < 0.7 else random_colour(rng)
        cv2.circle(canvas, centre, reach, tone.tolist(), -1, cv2.LINE_AA)
        rim = 0 if luminance(tone) > 120 else 200
        cv2.circle(canvas, centre, max(1, int(reach * 0.6)), (rim, rim, rim), 1, cv2.LINE_AA)


def shadow(canvas, x, bottom, w, rng):
    if rng.random() < 0.5:
        return
    dark = np.zeros(canvas.shape[:2], np.uint8)
    cv2.ellipse(dark, (int(x + w / 2), int(bottom)), (int(w * 0.6), max(2, int(w * 0.06))), 0, 0, 360, 140, -1)
    soft = cv2.blur(dark, (31, 15)).astype(np.float32)[..., None] / 255
    canvas[:] = (canvas * (1 - soft)).astype(np.uint8)
