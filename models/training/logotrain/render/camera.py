"""What light, lens, sensor and web export do to a picture. uint8 BGR in, uint8 BGR out."""

import cv2
import numpy as np


def expose(image, rng):
    """Uneven light, cast, contrast, gamma."""
    height, width = image.shape[:2]
    out = image.astype(np.float32)
    if rng.random() < 0.45:
        angle, depth = rng.uniform(0, 2 * np.pi), rng.uniform(0.1, 0.55)
        ys, xs = np.linspace(-1, 1, height)[:, None], np.linspace(-1, 1, width)[None]
        out *= (1 + depth * (np.cos(angle) * xs + np.sin(angle) * ys) / 1.5)[..., None].astype(np.float32)
    if rng.random() < 0.4:
        out *= rng.normal(1, 0.07, 3).astype(np.float32)
    if rng.random() < 0.5:
        mean = out.mean()
        out = (out - mean) * rng.uniform(0.6, 1.25) + mean + rng.normal(0, 14)
    out = np.clip(out, 0, 255)
    if rng.random() < 0.4:
        out = 255 * (out / 255) ** np.exp(rng.normal(0, 0.3))
    return out.astype(np.uint8)


def soften(image, rng):
    """Focus, shake, resampling: mild for most pictures, strong for some."""
    pick = rng.random()
    if pick < 0.25:
        image = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.4, 1.4))
    elif pick < 0.33:
        image = motion(image, rng)
    pick = rng.random()
    if pick < 0.35:
        factor = rng.uniform(0.4, 0.95)
        height, width = image.shape[:2]
        small = cv2.resize(image, None, fx=factor, fy=factor, interpolation=rng.choice([cv2.INTER_AREA, cv2.INTER_LINEAR, cv2.INTER_CUBIC]))
        image = cv2.resize(small, (width, height), interpolation=rng.choice([cv2.INTER_LINEAR, cv2.INTER_CUBIC]))
    if rng.random() < 0.15:
        blurred = cv2.GaussianBlur(image, (0, 0), 1.2)
        image = cv2.addWeighted(image, 1.7, blurred, -0.7, 0)
    return image


def motion(image, rng):
    length = int(rng.integers(3, 10))
    kernel = np.zeros((length, length), np.float32)
    kernel[length // 2] = 1.0 / length
    turn = cv2.getRotationMatrix2D(((length - 1) / 2, (length - 1) / 2), rng.uniform(0, 180), 1)
    kernel = cv2.warpAffine(kernel, turn, (length, length))
    return cv2.filter2D(image, -1, kernel / max(kernel.sum(), 1e-6))


def record(image, rng):
    """Sensor noise and JPEG."""
    if rng.random() < 0.35:
        sigma = abs(rng.normal(0, 7))
        grain = rng.standard_normal((image.shape[0], image.shape[1], 1 if rng.random() < 0.5 else 3), dtype=np.float32)
        image = np.clip(image + grain * sigma, 0, 255).astype(np.uint8)
    if rng.random() < 0.7:
        quality = int(rng.triangular(18, 80, 97))
        image = cv2.imdecode(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR)
    return image


def photograph(image, rng):
    if rng.random() < 0.04:
        image = cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    return record(soften(expose(image, rng), rng), rng)
