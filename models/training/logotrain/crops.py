"""Batches for training: crops of scenes at many sizes, so that marks of every width reach every stride."""

import cv2
import numpy as np
import torch
from torch.utils.data import IterableDataset

from .shards import decode, read_shard, shard_files

MIN_MARK_PX = 13  # narrower in the crop than this: left out of the loss
KEEP_SHARE = 0.6  # of a mark's area inside the crop, under which it is left out of the loss


class CropBatches(IterableDataset):
    """Endless batches (uint8 [b, s, s, 3] RGB, list of float32 [m, 5]).

    Order and crops follow from `seed` and the first batch's number alone, so that a resumed training
    does not repeat what it has seen. New shards are picked up whenever the list is used up.
    """

    def __init__(self, folder, batch, crop_px, zoom, seed, crops_per_scene=2):
        self.folder, self.batch, self.size, self.zoom, self.seed = folder, batch, crop_px, zoom, seed
        self.per_scene = crops_per_scene

    def __iter__(self):
        worker = torch.utils.data.get_worker_info()
        rng = np.random.default_rng([self.seed, worker.id if worker else 0])
        cv2.setNumThreads(1)
        images, truths = [], []
        for jpeg, boxes in scenes(self.folder, rng):
            scene = cv2.cvtColor(decode(jpeg), cv2.COLOR_BGR2RGB)
            for turn in range(self.per_scene):
                image, truth = crop(scene, boxes, self.size, self.zoom, rng, towards_mark=turn == 0)
                images.append(image)
                truths.append(torch.from_numpy(truth))
            if len(images) >= self.batch:
                yield torch.from_numpy(np.stack(images[: self.batch])), truths[: self.batch]
                images, truths = [], []


def scenes(folder, rng, open_shards: int = 6):
    """Scenes of several shards at a time, shuffled; for ever."""
    while True:
        files = shard_files(folder)
        order = rng.permutation(len(files))
        for start in range(0, len(order), open_shards):
            pool = [row for k in order[start:start + open_shards] for row in read_shard(files[k])]
            for k in rng.permutation(len(pool)):
                yield pool[k]


def crop(scene, boxes, size, zoom, rng, towards_mark):
    """-> uint8 [size, size, 3], boxes float32 [m, 5] in the crop."""
    factor = float(np.exp(rng.uniform(np.log(zoom[0]), np.log(zoom[1]))))
    if towards_mark and len(boxes):
        box = boxes[rng.integers(len(boxes))]
        long = max(box[2] - box[0], box[3] - box[1])
        factor = min(factor, 0.95 * size / long)
        centre = (box[:2] + box[2:4]) / 2 * factor
        slack = max(0.0, size / 2 - long * factor / 2)
        corner = centre - size / 2 + rng.uniform(-slack, slack, 2)
    else:
        corner = None
    how = cv2.INTER_AREA if factor < 1 else rng.choice([cv2.INTER_LINEAR, cv2.INTER_CUBIC])
    height, width = scene.shape[:2]
    scaled = cv2.resize(scene, None, fx=factor, fy=factor, interpolation=how)
    height, width = scaled.shape[:2]
    if corner is None:
        corner = np.array([rng.uniform(min(0, width - size), max(0, width - size)), rng.uniform(min(0, height - size), max(0, height - size))])
    corner = np.round(np.clip(corner, [min(0, width - size)] + [min(0, height - size)], [max(0, width - size), max(0, height - size)])).astype(int)
    out = np.full((size, size, 3), 114, np.uint8)
    x1, y1 = np.maximum(corner, 0)
    x2, y2 = np.minimum(corner + size, [width, height])
    out[y1 - corner[1]:y2 - corner[1], x1 - corner[0]:x2 - corner[0]] = scaled[y1:y2, x1:x2]
    return jitter(out, rng), clip_boxes(boxes, factor, corner, size)


def clip_boxes(boxes, factor, corner, size) -> np.ndarray:
    if len(boxes) == 0:
        return np.zeros((0, 5), np.float32)
    moved = boxes.copy()
    moved[:, :4] = boxes[:, :4] * factor - np.tile(corner, 2)
    whole = (moved[:, 2] - moved[:, 0]) * (moved[:, 3] - moved[:, 1])
    moved[:, :4] = moved[:, :4].clip(0, size)
    sides = moved[:, 2:4] - moved[:, :2]
    left = sides.prod(1) / np.maximum(whole, 1e-6)
    moved[:, 4] *= (left > KEEP_SHARE) & (sides.max(1) >= MIN_MARK_PX)
    return moved[(sides.min(1) > 1)].astype(np.float32)


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


def collate(batch):
    return batch[0]
