"""What looks like the mark and is not: finished with the same inks, plates and badges as the mark itself."""

import cv2
import numpy as np

from .artwork import Artwork
from .finish import Sticker, bare_lettering, finish, trim
from .typefaces import word_mask
from .words import cased, common_words, invented_make, near_miss

WORD_PX = 120  # size of the type that words are set in
MIN_WIDTH_REARRANGED_PX = 70  # under this nobody can tell shuffled letters from the mark


def decoy(art: Artwork, name: str, rng, under, on_product: bool, width_px: float) -> Sticker:
    """A sticker that MUST NOT be found. `width_px`: how wide it will be in the picture."""
    pick = rng.random()
    if pick < 0.14 and width_px >= MIN_WIDTH_REARRANGED_PX:
        changed = rearranged(art, rng)
        return finish(changed, rng, under, on_product)
    if pick < 0.40:
        text = cased(name, rng)
        while width_px < 34:  # too small to tell typefaces apart: say something else
            text, width_px = invented_make(rng), 99
    elif pick < 0.58:
        text = near_miss(name, rng)
    elif pick < 0.82:
        text = invented_make(rng)
    else:
        text = common_words(rng, 2)
    lettered = text_artwork(art, text, rng)
    if rng.random() < 0.3:
        return trim(bare_lettering(lettered, rng, under))
    return finish(lettered, rng, under, on_product)


def text_artwork(art: Artwork, text: str, rng) -> Artwork:
    """`text` in an ordinary typeface where the lettering was; sometimes on the brand's own plate."""
    mask = word_mask(text, rng, WORD_PX)
    if art.plate is None or rng.random() < 0.5:
        ink = cv2.copyMakeBorder(mask, 6, 6, 6, 6, cv2.BORDER_CONSTANT)
        nothing = np.zeros_like(ink)
        colour = np.zeros((*ink.shape, 3), np.uint8)
        return Artwork(colour, ink, None, ink, nothing, nothing, art.ink_bgr, None)
    ink = fit_into(mask, art.ink, rng)
    nothing = np.zeros_like(ink)
    recolour = rng.permutation(3) if rng.random() < 0.3 else [0, 1, 2]
    plate_bgr = np.asarray(art.plate_bgr)[recolour]
    ink_bgr = np.asarray(art.ink_bgr)[recolour]
    colour = plate_bgr * (1 - ink[..., None]) + ink_bgr * ink[..., None]
    return Artwork(colour.astype(np.uint8), art.plate, art.plate, ink, nothing, nothing, tuple(ink_bgr), tuple(plate_bgr))


def fit_into(mask: np.ndarray, where: np.ndarray, rng) -> np.ndarray:
    ys, xs = np.nonzero(where > 0.3)
    width, height = np.ptp(xs) + 1, np.ptp(ys) + 1
    scale = min(width / mask.shape[1], height / mask.shape[0] * rng.uniform(0.7, 1.1))
    small = cv2.resize(mask, (max(4, int(mask.shape[1] * scale)), max(4, int(mask.shape[0] * scale))), interpolation=cv2.INTER_AREA)
    out = np.zeros_like(where)
    x = int(xs.min() + (width - small.shape[1]) / 2)
    y = max(0, int(ys.min() + (height - small.shape[0]) / 2))
    small = small[: out.shape[0] - y, : out.shape[1] - x]
    out[y:y + small.shape[0], x:x + small.shape[1]] = small
    return out


def rearranged(art: Artwork, rng) -> Artwork:
    """The mark mirrored, upside down, or with slices of its lettering in another order."""
    def over(change):
        return Artwork(*(None if m is None else np.ascontiguousarray(change(m)) for m in (art.colour, art.opaque, art.plate, art.ink, art.ink_small, art.ink2)), art.ink_bgr, art.plate_bgr)

    kind = rng.random()
    if kind < 0.3:
        return over(lambda m: m[:, ::-1])
    if kind < 0.4:
        return over(lambda m: m[::-1])
    columns = np.nonzero((art.ink > 0.3).any(axis=0))[0]
    low, high = int(columns.min()), int(columns.max()) + 1
    cuts = np.linspace(low, high, int(rng.integers(4, 9))).astype(int)
    order = rng.permutation(len(cuts) - 1)
    while (order == np.arange(len(order))).all():
        order = rng.permutation(len(cuts) - 1)

    def shuffle(mask):
        parts = [mask[:, cuts[k]:cuts[k + 1]] for k in order]
        return np.concatenate([mask[:, :low], *parts, mask[:, high:]], axis=1)

    colour = art.colour
    ink, ink2 = shuffle(art.ink), shuffle(art.ink2)
    if art.plate is not None:
        colour = np.asarray(art.plate_bgr) * (1 - ink[..., None]) + np.asarray(art.ink_bgr) * ink[..., None]
        colour = (colour * (1 - ink2[..., None]) + 255 * ink2[..., None]).astype(np.uint8)
    return Artwork(colour, art.opaque, art.plate, ink, shuffle(art.ink_small), ink2, art.ink_bgr, art.plate_bgr)
