"""Batches for training: crops of scenes at many sizes, so that marks of every width reach every stride."""

import cv2
import numpy as np
import torch
from torch.utils.data import IterableDataset

from .render.scene import legible
from .shards import decode, read_shard, shard_files

MIN_MARK_PX = 20  # narrower in the crop than this: left out of the loss
STORE_BATCHES = 22  # that a batch is drawn from
FILLED = 0.95  # of a crop's side, by the widest mark
KEEP_SHARE = 0.6  # of a mark's area inside the crop, under which it is left out of the loss


class CropBatches(IterableDataset):
    """Endless batches (uint8 [b, s, s, 3] RGB, list of float32 [m, 5]).

    Order and crops follow from `seed` and the first batch's number alone, so that a resumed training
    does not repeat what it has seen. New shards are picked up whenever the list is used up.
    """

    def __init__(self, folder, settings: dict, seed: int):
        self.folder, self.settings, self.seed = folder, settings, seed

    def __iter__(self):
        worker = torch.utils.data.get_worker_info()
        rng = np.random.default_rng([self.seed, worker.id if worker else 0])
        cv2.setNumThreads(1)
        stores = [[] for _ in self.settings["crop_px"]]
        for jpeg, boxes in scenes(self.folder, rng):
            scene = cv2.cvtColor(decode(jpeg), cv2.COLOR_BGR2RGB)
            for store, side, share in zip(stores, self.settings["crop_px"], self.settings["crop_share"]):
                count = rng.poisson(self.settings["crops_per_scene"] * share)
                store += [crop(scene, boxes, side, self.settings, rng) for _ in range(count)]
                batch = max(1, self.settings["batch_px"] // side**2)
                while len(store) >= STORE_BATCHES * batch:  # crops of one scene go to different batches
                    yield drawn(store, batch, rng)


def drawn(store, count, rng):
    taken = [store.pop(rng.integers(len(store))) for _ in range(count)]
    return torch.from_numpy(np.stack([image for image, _ in taken])), [torch.from_numpy(truth) for _, truth in taken]


def scenes(folder, rng, open_shards: int = 8):
    """Scenes of several shards at a time, shuffled; for ever."""
    while True:
        files = shard_files(folder)
        order = rng.permutation(len(files))
        for start in range(0, len(order), open_shards):
            pool = [row for k in order[start:start + open_shards] for row in read_shard(files[k])]
            for k in rng.permutation(len(pool)):
                yield pool[k]


def crop(scene, boxes, size, settings, rng):
    """-> uint8 [size, size, 3], boxes float32 [m, 5] in the crop, sure 1 or 0.

    Nearly half of the crops go to a mark, a third to a decoy (looks alike, must not be found), the rest anywhere.
    """
    aim = aimed_at(boxes, settings, rng)
    if aim is None:
        factor = float(np.exp(rng.uniform(*np.log(settings["zoom"]))))
        span = size / factor
        room = np.array(scene.shape[1::-1]) - span
        corner = rng.uniform(np.minimum(0, room), np.maximum(0, room))
    else:
        long = max(aim[2] - aim[0], aim[3] - aim[1])
        narrow, wide = settings["narrow_px"], settings["wide_share"] * size
        reach = (narrow, FILLED * size if rng.random() < 0.15 else wide)
        factor = float(np.clip(np.exp(rng.uniform(*np.log(reach))) / long, 0.2, settings["zoom"][1]))
        slack = max(0.0, (size / factor - long) / 2)
        corner = (aim[:2] + aim[2:4]) / 2 - size / factor / 2 + rng.uniform(-slack, slack, 2)
    out = jitter(cut(scene, corner, factor, size, rng, settings["rough"]), rng)
    if rng.random() < settings["states"]:
        out = in_some_state(out, rng)
    found = clip_boxes(boxes, factor, corner, size, out)
    if rng.random() < settings["quarter_turns"]:
        out, found = turned(out, found, int(rng.integers(1, 4)))
    return out, found


def aimed_at(boxes, settings, rng):
    marks, decoys = boxes[boxes[:, 4] > 0.5], boxes[boxes[:, 4] < 0]
    pick = rng.random()
    if pick < settings["to_mark"]:
        group = marks
    else:
        group = decoys if pick < settings["to_mark"] + settings["to_decoy"] else []
    return group[rng.integers(len(group))] if len(group) else None


def cut(scene, corner, factor, size, rng, rough=0.0):
    """The square of size / factor px at `corner` (x, y), brought to `size`; grey where the scene ends.

    `rough`: the share of those scaled down that are scaled as some shops do, pixels left out so that letters break.
    """
    low = np.maximum(0, np.floor(corner)).astype(int)
    high = np.minimum(scene.shape[1::-1], np.ceil(corner + size / factor)).astype(int)
    out = np.full((size, size, 3), 114, np.uint8)
    if (high - low).min() < 2:
        return out
    new = np.maximum(1, np.round((high - low) * factor)).astype(int)
    how = cv2.INTER_AREA if factor < 1 else rng.choice([cv2.INTER_LINEAR, cv2.INTER_CUBIC])
    part, new = scene[low[1]:high[1], low[0]:high[0]], tuple(int(v) for v in new)
    if factor < 0.9 and rng.random() < rough:
        less = rng.uniform(1, 1.5)  # the product enlarges small pictures
        small = tuple(max(1, round(v / less)) for v in new)
        part = cv2.resize(part, small, interpolation=rng.choice([cv2.INTER_NEAREST, cv2.INTER_LINEAR]))
        how = cv2.INTER_LINEAR
    part = cv2.resize(part, new, interpolation=how)
    at = np.round((low - corner) * factor).astype(int)
    skip, at = np.maximum(0, -at), np.maximum(0, at)
    part = part[skip[1]:skip[1] + size - at[1], skip[0]:skip[0] + size - at[0]]
    out[at[1]:at[1] + part.shape[0], at[0]:at[0] + part.shape[1]] = part
    return out


def clip_boxes(boxes, factor, corner, size, image=None) -> np.ndarray:
    """Boxes in the crop; cut, narrow and illegible marks become unsure, decoys are dropped."""
    boxes = boxes[boxes[:, 4] >= 0]
    if len(boxes) == 0:
        return np.zeros((0, 5), np.float32)
    moved = boxes.copy()
    moved[:, :4] = (boxes[:, :4] - np.tile(corner, 2)) * factor
    whole = (moved[:, 2] - moved[:, 0]) * (moved[:, 3] - moved[:, 1])
    moved[:, :4] = moved[:, :4].clip(0, size)
    sides = moved[:, 2:4] - moved[:, :2]
    left = sides.prod(1) / np.maximum(whole, 1e-6)
    moved[:, 4] *= (left > KEEP_SHARE) & (sides.max(1) >= MIN_MARK_PX)
    moved = moved[sides.min(1) > 1]
    if image is not None and len(moved):
        grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
        moved[:, 4] *= [legible(grey, box[:4]) for box in moved]
    return moved.astype(np.float32)


def jitter(image, rng):
    """Brightness, contrast, cast; the scene's own degradations come before."""
    if rng.random() < 0.5:
        gain = rng.normal(1, 0.12) * rng.normal(1, 0.05, 3)
        table = np.clip((np.arange(256)[:, None] - 128) * gain + 128 + rng.normal(0, 12), 0, 255).astype(np.uint8)
        image = cv2.LUT(image, table.reshape(256, 1, 3))
    if rng.random() < 0.05:
        image = image[..., ::-1]
    if rng.random() < 0.1:
        jpeg = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(30, 90))])[1]
        image = cv2.imdecode(jpeg, cv2.IMREAD_COLOR)
    return np.ascontiguousarray(image)


def in_some_state(image, rng):
    """One of the states in which people send pictures, milder or stronger than `models:stress` has them."""
    pick, values = rng.integers(7), image.astype(np.float32)
    if pick == 0:
        values = values * rng.uniform(0.25, 0.7) + rng.uniform(20, 120)
    elif pick == 1:
        values *= rng.uniform(0.25, 0.6)
    elif pick == 2:
        values = cv2.GaussianBlur(values, (0, 0), rng.uniform(0.5, 2.4))
    elif pick == 3:
        values += rng.normal(0, rng.uniform(5, 20), values.shape)
    elif pick == 4:
        values = values * rng.uniform(1.2, 1.6) + rng.uniform(0, 40)
    elif pick == 5:
        values = values.mean(2, keepdims=True).repeat(3, 2) if rng.random() < 0.5 else values * rng.uniform([1.0, 0.85, 0.55], [1.2, 1.0, 0.9])
    else:
        jpeg = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(12, 40))])[1]
        return cv2.imdecode(jpeg, cv2.IMREAD_COLOR)
    return np.clip(values, 0, 255).astype(np.uint8)


def turned(image, boxes, quarters: int):
    """Turned by quarters, against the clock."""
    size = image.shape[0]
    boxes = boxes.copy()
    for _ in range(quarters):
        boxes[:, :4] = np.stack([boxes[:, 1], size - boxes[:, 2], boxes[:, 3], size - boxes[:, 0]], 1)
    return np.ascontiguousarray(np.rot90(image, quarters)), boxes


def collate(batch):
    return batch[0]
