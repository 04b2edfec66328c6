"""Colours a mark is printed in, chosen against the colour it lies on. BGR, 0..255 floats."""

import numpy as np

NEUTRALS = [(255, 255, 255), (245, 245, 245), (200, 200, 200), (150, 150, 150), (90, 90, 90), (40, 40, 40), (8, 8, 8)]
MIN_CONTRAST = 16.0  # luminance steps under which nobody reads a word; low-contrast marks start here


def luminance(bgr) -> float:
    b, g, r = (float(v) for v in bgr)
    return 0.114 * b + 0.587 * g + 0.299 * r


def random_colour(rng, saturation=(0.2, 1.0)) -> np.ndarray:
    """A colour of any hue."""
    hue, value = rng.uniform(0, 6), rng.uniform(40, 255)
    ramp = np.clip(np.abs((hue + np.array([4.0, 2.0, 0.0])) % 6 - 3) - 1, 0, 1)
    return value * (1 - rng.uniform(*saturation) * (1 - ramp))


def appliance_colour(rng) -> np.ndarray:
    """White and light grey most often, then black, dark grey, dark colours, navy, now and then any hue."""
    pick = rng.random()
    if pick < 0.45:
        base = np.full(3, rng.uniform(205, 252)) + rng.normal(0, 3, 3)
    elif pick < 0.62:
        base = np.full(3, rng.uniform(90, 205)) + rng.normal(0, 5, 3)
    elif pick < 0.82:
        base = np.full(3, rng.uniform(8, 70)) + rng.normal(0, 4, 3)
    elif pick < 0.86:
        base = random_colour(rng, (0.6, 1.0)) * rng.uniform(0.3, 0.7)
    elif pick < 0.92:
        base = np.array([rng.uniform(50, 120), rng.uniform(20, 60), rng.uniform(10, 50)])
    else:
        base = random_colour(rng)
    return np.clip(base, 0, 255)


def ink_against(base, rng, own_ink=None) -> np.ndarray:
    """An ink legible on `base`: tone on tone (a third), the brand's own, neutral, or any hue."""
    base = np.asarray(base, np.float64)
    pick = rng.random()
    if pick < 0.33:
        if 25 < luminance(base) < 120 and rng.random() < 0.4:  # black on a dark colour
            return np.clip(base * rng.uniform(0.0, 0.35) + rng.normal(0, 3, 3), 0, 255)
        step = rng.uniform(MIN_CONTRAST, 60)
        sign = 1 if luminance(base) < 100 else -1
        if 90 < luminance(base) < 190 and rng.random() < 0.5:
            sign = -sign
        return np.clip(base + sign * step + rng.normal(0, 4, 3), 0, 255)
    for _ in range(12):
        pick = rng.random()
        if own_ink is not None and pick < 0.3:
            ink = np.asarray(own_ink) + rng.normal(0, 12, 3)
        elif pick < 0.78:
            ink = np.asarray(NEUTRALS[rng.integers(len(NEUTRALS))]) + rng.normal(0, 6, 3)
        else:
            ink = random_colour(rng)
        if abs(luminance(ink) - luminance(base)) > 40:
            return np.clip(ink, 0, 255)
    return np.full(3, 255.0 if luminance(base) < 128 else 10.0)
