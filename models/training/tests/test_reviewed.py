import json
import zipfile

import cv2
import numpy as np
import pytest

from logotrain.reviewed import add, read_dataset
from logotrain.shards import decode, read_shard, shard_files


def dataset(path, categories=("Camp",)):
    """Two photos to train on, one with a mark, and one held apart; as Symphony exports them."""
    photo = np.full((400, 2560, 3), 120, np.uint8)
    cv2.rectangle(photo, (400, 100), (800, 200), (30, 40, 200), -1)
    jpeg = cv2.imencode(".jpg", photo)[1].tobytes()
    box = {"id": 1, "image_id": 1, "category_id": 1, "bbox": [400, 100, 400, 100], "area": 40000, "iscrowd": 0}
    parts = {"train": (["a.jpg", "b.jpg"], [box]), "val": (["c.jpg"], []), "test": ([], [])}
    with zipfile.ZipFile(path, "w") as out:
        for split, (names, annotations) in parts.items():
            images = [{"id": k + 1, "file_name": name, "width": 2560, "height": 400} for k, name in enumerate(names)]
            for name in names:
                out.writestr(f"images/{split}/{name}", jpeg)
            out.writestr(f"annotations/instances_{split}.json", json.dumps({"images": images, "annotations": annotations, "categories": [{"id": k + 1, "name": name} for k, name in enumerate(categories)]}))
    return path


def test_boxes_follow_their_photos_when_these_are_made_smaller(tmp_path):
    (image, boxes), (_, none) = list(read_dataset(dataset(tmp_path / "d.zip"), "train"))
    assert image.shape == (200, 1280, 3) and boxes.tolist() == [[200, 50, 400, 100]] and none.shape == (0, 4)
    assert image[75, 300, 2] > 150 > image[75, 100, 2]


def test_reviewed_photos_become_scenes_of_their_part(tmp_path, data_settings):
    counts = add(dataset(tmp_path / "d.zip"), tmp_path, 3, data_settings)
    assert counts == {"train": 6, "val": 1, "test": 0}
    rows = [row for path in shard_files(tmp_path / "scenes" / "train") for row in read_shard(path)]
    assert [boxes.tolist() for _, boxes in rows] == [[[200, 50, 400, 100, 1]]] * 3 + [[]] * 3
    first, second = decode(rows[0][0]).astype(int), decode(rows[1][0]).astype(int)
    assert first.shape == second.shape and np.abs(first - second).mean() > 1
    apart = [row for path in shard_files(tmp_path / "scenes" / "apart") for row in read_shard(path)]
    assert len(apart) == 1


def test_datasets_add_up_and_the_same_one_counts_once(tmp_path, data_settings):
    first, second = dataset(tmp_path / "1.zip"), dataset(tmp_path / "2.zip", ("Camp", "Rival"))
    add(first, tmp_path, 3, data_settings)
    add(second, tmp_path, 2, data_settings, "Rival")
    add(first, tmp_path, 2, data_settings)
    rows = [row for path in shard_files(tmp_path / "scenes" / "train") for row in read_shard(path)]
    assert len(rows) == 8 and sum(len(boxes) for _, boxes in rows) == 2


def test_a_dataset_of_several_brands_needs_one_of_them(tmp_path):
    path = dataset(tmp_path / "d.zip", ("Camp", "Rival"))
    for brand in (None, "Nobody"):
        with pytest.raises(SystemExit):
            list(read_dataset(path, "train", brand))
