"""One scene from one seed: a picture and the boxes of the marks that can be seen in it."""

from dataclasses import dataclass, field

import cv2
import numpy as np

from . import backdrop
from .appliance import draw_appliance
from .artwork import Artwork
from .camera import photograph
from .colours import appliance_colour, random_colour
from .decoys import decoy
from .finish import finish
from .place import corners, lay

IGNORE_WIDTH_PX = 18  # marks narrower than this are neither wanted nor punished
DETAIL_PX = 140  # legibility of larger marks is judged at this width
MIN_DETAIL = 7.0  # luminance steps between letters and gaps under which a mark of 40 px or more has vanished


@dataclass
class Scene:
    image: np.ndarray  # uint8 BGR [h, w, 3]
    boxes: list = field(default_factory=list)  # (x1, y1, x2, y2, sure): 1 a mark, 0 leave out of the loss, -1 a decoy
    kind: str = ""


class SceneMaker:
    """Holds what all scenes share. The same seed and settings give the same bytes."""

    def __init__(self, art: Artwork, name: str, photos: list, settings: dict):
        self.art, self.name, self.photos, self.settings = art, name, photos, settings

    def scene(self, seed: int) -> Scene:
        rng = np.random.default_rng([self.settings["seed"], seed])
        side = self.settings["scene_px"]
        area = side * side * rng.uniform(0.7, 1.2)
        ratio = float(np.exp(rng.normal(0, 0.25)))
        size = int(np.sqrt(area * ratio)), int(np.sqrt(area / ratio))
        kinds = self.settings["kinds"]
        kind = str(rng.choice(list(kinds), p=np.array(list(kinds.values())) / sum(kinds.values())))
        canvas, spots = self.ground(kind, size, rng)
        boxes: list = []
        taken: list = []
        decoys: list = []
        if kind != "bare":
            self.add_decoys(canvas, spots, taken, rng, kind)
            decoys = [(*box, -1) for box in taken]
            if rng.random() < self.settings["with_mark"]:
                self.add_marks(canvas, spots, taken, boxes, rng, kind)
        image = photograph(canvas, rng)
        return Scene(image, judge(image, boxes) + decoys, kind)

    def ground(self, kind, size, rng):
        if kind in ("photo", "bare") and self.photos:
            return backdrop.photo_crop(self.photos[rng.integers(len(self.photos))], size, rng), []
        if kind == "pattern":
            return backdrop.pattern(size, rng), []
        if kind == "page":
            return backdrop.page(size, rng, self.photos), []
        if self.photos and rng.random() < 0.35:
            canvas = backdrop.photo_crop(self.photos[rng.integers(len(self.photos))], size, rng)
        else:
            canvas = backdrop.studio(size, rng)
        spots = []
        for _ in range(1 if rng.random() < 0.7 else 2):
            spots += draw_appliance(canvas, rng)
        if rng.random() < 0.3:
            canvas = backdrop.with_text(canvas, rng, int(rng.integers(1, 8)))
        return canvas, spots

    def add_marks(self, canvas, spots, taken, boxes, rng, kind):
        for _ in range(int(rng.choice([1, 2, 3], p=[0.72, 0.2, 0.08]))):
            place = self.find_place(canvas, spots, taken, rng)
            if place is None:
                continue
            centre, width = place
            under = mean_colour(canvas, centre, width)
            self.maybe_sign(canvas, centre, width, rng, kind)
            under = mean_colour(canvas, centre, width)
            found = self.put(canvas, finish(self.art, rng, under, kind == "appliance"), centre, width, rng)
            if found:
                boxes.append(found)
                taken.append(found[0])

    def add_decoys(self, canvas, spots, taken, rng, kind):
        for _ in range(int(rng.choice([0, 1, 2, 4], p=[0.3, 0.35, 0.2, 0.15]))):
            place = self.find_place(canvas, spots, taken, rng)
            if place is None:
                continue
            centre, width = place
            self.maybe_sign(canvas, centre, width, rng, kind)
            under = mean_colour(canvas, centre, width)
            found = self.put(canvas, decoy(self.art, self.name, rng, under, kind == "appliance", width), centre, width, rng)
            if found:
                taken.append(found[0])

    def find_place(self, canvas, spots, taken, rng):
        """-> (centre, width) of a mark clear of what is `taken`, or None."""
        height, width = canvas.shape[:2]
        for _ in range(8):
            wide = mark_width(width, self.settings, rng)
            if spots and rng.random() < 0.85:
                x, y, free_w, free_h = spots[rng.integers(len(spots))]
                wide = min(wide, free_w, free_h * 5)
                centre = np.array([x + rng.normal(0, 0.08) * free_w, y + rng.normal(0, 0.1) * free_h])
            else:
                centre = np.array([rng.uniform(0.0, 1.0) * width, rng.uniform(0.0, 1.0) * height])
                if rng.random() < 0.93:  # mostly wholly inside
                    centre = np.clip(centre, [min(wide / 2, width / 2), wide / 6], [max(width - wide / 2, width / 2), height - wide / 6])
            box = (centre[0] - wide / 2, centre[1] - wide / 5, centre[0] + wide / 2, centre[1] + wide / 5)
            if wide >= 12 and not any(overlap(box, other) for other in taken):
                return centre, wide
        return None

    def maybe_sign(self, canvas, centre, width, rng, kind):
        """Half of the marks in photos lie on a sign, a banner or a box's face, not on the photo itself."""
        if kind == "appliance" or rng.random() < 0.4:
            return
        w, h = width * rng.uniform(1.2, 2.6), width * rng.uniform(0.5, 1.8)
        quad = corners(w, h, rng.normal(0, 6), 0.08, rng) + centre + rng.normal(0, 0.1, 2) * [w - width, h * 0.3]
        tone = appliance_colour(rng) if rng.random() < 0.6 else random_colour(rng)
        layer = canvas.copy()
        cv2.fillConvexPoly(layer, np.int32(quad * 16), tone.tolist(), cv2.LINE_AA, 4)
        opaque = 1.0 if rng.random() < 0.7 else rng.uniform(0.5, 0.95)
        cv2.addWeighted(layer, opaque, canvas, 1 - opaque, 0, dst=canvas)

    def put(self, canvas, sticker, centre, width, rng):
        turn = any_turn(self.settings["turned"], rng)
        tilt = 0.02 if rng.random() < 0.5 else 0.14
        high = width * sticker.alpha.shape[0] / sticker.alpha.shape[1]
        quad = corners(width, high, turn, tilt, rng) + centre
        hide = None
        if rng.random() < 0.1:
            at, part = rng.uniform(0, 1), rng.uniform(0.08, 0.3)
            slant = rng.normal(0, 0.15)
            hide = np.array([[at, -0.1], [at + part, -0.1], [at + part + slant, 1.1], [at + slant, 1.1]])
        opacity = 1.0 if rng.random() < 0.75 else rng.uniform(0.55, 1.0)
        before = canvas.copy()
        found = lay(canvas, sticker, quad, opacity, hide, texture=rng.choice([0.0, 0.3, 0.8]))
        if found and drowned(before, canvas, found[0]):
            return found[0], 0.0
        return found


def any_turn(turned: float, rng) -> float:
    """Degrees: `turned` is the share at any angle or by quarters; most of the others lie nearly level."""
    if rng.random() < turned:
        return float(rng.uniform(-180, 180) if rng.random() < 0.6 else rng.choice([-90, 90, 180]) + rng.normal(0, 3))
    return float(rng.normal(0, 4) if rng.random() < 0.75 else rng.normal(0, 28))


def mark_width(picture_px, settings, rng) -> float:
    """Log-uniform; most between 24 and 200 px, the rest anywhere from 14 px to most of the picture."""
    low, high = settings["mark_px"] if rng.random() < 0.72 else (14, 0.9 * picture_px)
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def mean_colour(canvas, centre, width) -> np.ndarray:
    x, y = int(centre[0]), int(centre[1])
    rx, ry = max(2, int(width * 0.5)), max(2, int(width * 0.12))
    part = canvas[max(0, y - ry):y + ry + 1, max(0, x - rx):x + rx + 1]
    return part.reshape(-1, 3).mean(axis=0) if part.size else np.full(3, 128.0)


def overlap(a, b) -> bool:
    return min(a[2], b[2]) > max(a[0], b[0]) and min(a[3], b[3]) > max(a[1], b[1])


def judge(image, boxes) -> list:
    """Marks cut off, hidden, too small or illegible are kept as 'unsure': no gain, no loss."""
    rows = []
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.float32)
    for (x1, y1, x2, y2), visible in boxes:
        long = max(x2 - x1, y2 - y1)
        if long < 5:
            continue
        sure = visible > 0.6 and long >= IGNORE_WIDTH_PX and legible(grey, (x1, y1, x2, y2))
        rows.append((x1, y1, x2, y2, int(sure)))
    return rows


def legible(grey, box) -> bool:
    """Small marks need more contrast than large ones."""
    long = max(box[2] - box[0], box[3] - box[1])
    return detail(grey, box) >= MIN_DETAIL * (1 if long >= 60 else 1.2 if long >= 40 else 1.5 if long >= 24 else 3)


def drowned(before, after, box) -> bool:
    """Whether what lay there before has more detail than what the mark brought."""
    brought = cv2.cvtColor(cv2.absdiff(before, after), cv2.COLOR_BGR2GRAY).astype(np.float32)
    ground = cv2.cvtColor(before, cv2.COLOR_BGR2GRAY).astype(np.float32)
    return detail(brought, box) < 0.8 * detail(ground, box)


def detail(grey, box) -> float:
    """Spread of luminance at the scale of letters, grain and wide gradients left out."""
    x1, y1, x2, y2 = (int(round(v)) for v in box)
    long = max(x2 - x1, y2 - y1)
    part = grey[max(0, y1):y2, max(0, x1):x2]
    if min(part.shape) < 3:
        return 0.0
    if long > DETAIL_PX:
        part = cv2.resize(part, None, fx=DETAIL_PX / long, fy=DETAIL_PX / long, interpolation=cv2.INTER_AREA)
        long = DETAIL_PX
    if min(part.shape) < 3:
        return 0.0
    fine = cv2.GaussianBlur(part, (0, 0), max(0.5, long / 70))
    coarse = cv2.GaussianBlur(part, (0, 0), max(1.5, long / 12))
    low, high = np.percentile(fine - coarse, [8, 92])
    return float(high - low)
