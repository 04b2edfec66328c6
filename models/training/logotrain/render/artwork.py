"""Takes one artwork file apart: plate, lettering, second ink, surroundings (a tagline).

Brand-agnostic: the plate is the colour whose largest piece, with its holes filled, covers most of
the artwork. What lies on it is the lettering. An artwork without such a colour is all lettering.
"""

from dataclasses import dataclass

import cv2
import numpy as np

WORK_WIDTH_PX = 2000  # colours are sorted at this width, then masks are shrunk with area averaging
KEEP_WIDTH_PX = 600  # width of the masks used for rendering
PLATE_MIN_SHARE = 0.35  # of the artwork's box, holes filled
DETACHED_MAX_SHARE = 0.04  # pieces smaller than this share of the lettering may be left out (®, ™)


@dataclass
class Artwork:
    """Masks are float32 0..1 of one size [h, w]; colours are BGR 0..255."""

    colour: np.ndarray  # [h, w, 3] the artwork itself
    opaque: np.ndarray  # everything that is not transparent
    plate: np.ndarray | None  # the filled plate
    ink: np.ndarray  # lettering in its main colour
    ink_small: np.ndarray  # the part of `ink` in small detached pieces
    ink2: np.ndarray  # the rest of what lies on the plate
    ink_bgr: tuple
    plate_bgr: tuple | None


def load_artwork(path) -> Artwork:
    """MUST be an image with transparency, or one on a plain background that counts as transparent."""
    image = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if image is None:
        raise FileNotFoundError(f"artwork is not a readable image: {path}")
    image = with_alpha(image)
    scale = WORK_WIDTH_PX / image.shape[1]
    image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    return take_apart(image[..., :3], image[..., 3])


def with_alpha(image: np.ndarray) -> np.ndarray:
    if image.ndim == 2:
        image = cv2.cvtColor(image, cv2.COLOR_GRAY2BGR)
    if image.shape[2] == 4:
        return image
    corner = image[0, 0].astype(np.int16)
    differs = np.abs(image.astype(np.int16) - corner).max(axis=2) > 24
    return np.dstack([image, differs.astype(np.uint8) * 255])


def take_apart(bgr: np.ndarray, alpha: np.ndarray) -> Artwork:
    solid = alpha > 127
    labels, centres = main_colours(bgr, solid)
    plate, plate_colour = find_plate(labels, len(centres), solid)
    inside = solid if plate is None else solid & plate & (labels != plate_colour)
    counts = [np.count_nonzero(inside & (labels == k)) for k in range(len(centres))]
    first = int(np.argmax(counts))
    ink = inside & (labels == first)
    second = inside & ~ink
    if plate is not None:  # mixed colours along edges are no second ink
        second = cv2.morphologyEx(second.astype(np.uint8), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)) > 0

    def shrink(mask):
        scale = KEEP_WIDTH_PX / bgr.shape[1]
        return cv2.resize(mask.astype(np.float32), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)

    scale = KEEP_WIDTH_PX / bgr.shape[1]
    return Artwork(
        colour=cv2.resize(bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA),
        opaque=shrink(alpha / 255.0),
        plate=None if plate is None else shrink(plate),
        ink=shrink(ink),
        ink_small=shrink(small_pieces(ink)),
        ink2=shrink(second),
        ink_bgr=tuple(centres[first]),
        plate_bgr=None if plate is None else tuple(centres[plate_colour]),
    )


def main_colours(bgr: np.ndarray, solid: np.ndarray, most: int = 5):
    """-> labels [h, w] (-1 where transparent) and colours [k, 3]; k-means in BGR, seeded."""
    pixels = bgr[solid].astype(np.float32)
    sample = pixels[:: max(1, len(pixels) // 40000)]
    cv2.setRNGSeed(1)
    _, _, centres = cv2.kmeans(sample, most, None, (3, 30, 0.5), 3, cv2.KMEANS_PP_CENTERS)
    centres = merge_near(centres)
    distance = ((pixels[:, None] - centres[None]) ** 2).sum(axis=2)
    labels = np.full(solid.shape, -1, np.int16)
    labels[solid] = distance.argmin(axis=1)
    return labels, centres


def merge_near(centres: np.ndarray, apart: float = 60.0) -> np.ndarray:
    kept: list = []
    for colour in centres:
        if all(np.linalg.norm(colour - other) > apart for other in kept):
            kept.append(colour)
    return np.array(kept, np.float32)


def find_plate(labels: np.ndarray, colours: int, solid: np.ndarray):
    ys, xs = np.nonzero(solid)
    box_area = (np.ptp(ys) + 1) * (np.ptp(xs) + 1)
    best, best_area, best_colour = None, PLATE_MIN_SHARE * box_area, None
    for colour in range(colours):
        contours, _ = cv2.findContours((labels == colour).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        for contour in contours:
            area = cv2.contourArea(contour)
            if area > best_area:
                filled = cv2.drawContours(np.zeros(labels.shape, np.uint8), [contour], -1, 1, -1)
                best, best_area, best_colour = filled > 0, area, colour
    return best, best_colour


def small_pieces(ink: np.ndarray) -> np.ndarray:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8))
    limit = DETACHED_MAX_SHARE * max(1, np.count_nonzero(ink))
    areas = stats[:, cv2.CC_STAT_AREA]
    small = [k for k in range(1, count) if areas[k] < limit * 0.5]
    return np.isin(labels, small)
