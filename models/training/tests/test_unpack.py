import csv

import numpy as np

from logotrain.render.scene import Scene
from logotrain.shards import write_shard
from logotrain.unpack import unpack


def scene(*boxes):
    return Scene(np.full((80, 100, 3), 90, np.uint8), list(boxes), "photo")


def test_labels_tell_what_must_be_found(tmp_path):
    folder = tmp_path / "scenes" / "apart"
    folder.mkdir(parents=True)
    write_shard(folder / "7.npz", [scene(), scene((1, 2, 61, 20, 1), (0, 0, 90, 30, 0)), scene((1, 2, 30, 9, 1)), scene((5, 5, 90, 40, 0)), scene((5, 5, 90, 40, -1))])
    assert unpack(tmp_path, tmp_path / "out", 4) == 4
    with open(tmp_path / "out" / "labels.csv", newline="") as rows:
        read = [(row["file"], row["label"], row["x1"]) for row in csv.DictReader(rows)]
    assert read == [("7-0.jpg", "none", ""), ("7-1.jpg", "logo", "1"), ("7-2.jpg", "tiny", "1"), ("7-3.jpg", "tiny", "5")]
    assert (tmp_path / "out" / "7-3.jpg").stat().st_size > 0
