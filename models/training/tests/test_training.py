import numpy as np
import pytest

from logotrain.crops import clip_boxes, crop, in_some_state, turned
from logotrain.render.scene import SceneMaker
from logotrain.settings import load_settings
from logotrain.shards import decode, read_shard, write_shard
from logotrain.train import Trainer


@pytest.fixture(scope="module")
def settings(small_net):
    changed = load_settings()
    changed["train"] |= {"crop_px": [64], "crop_share": [1.0], "batch_px": 4 * 64 * 64, "crops_per_scene": 200, "steps": 4, "warmup_steps": 1, "checkpoint_steps": 2, "threads": 1, "loader_processes": 0}
    changed["net"] = small_net
    return changed


@pytest.fixture(scope="module")
def scenes(tmp_path_factory, plated, data_settings):
    maker = SceneMaker(plated, "Brand", [], {**data_settings, "scene_px": 200})
    folder = tmp_path_factory.mktemp("scenes")
    write_shard(folder / "000.npz", [maker.scene(k) for k in range(12)])
    return folder


def test_a_shard_gives_back_pictures_and_boxes(scenes, plated, data_settings):
    rows = read_shard(scenes / "000.npz")
    first = SceneMaker(plated, "Brand", [], {**data_settings, "scene_px": 200}).scene(0)
    assert len(rows) == 12
    assert decode(rows[0][0]).shape == first.image.shape
    assert np.allclose(rows[0][1], np.array(first.boxes, np.float32).reshape(-1, 5))


def test_training_goes_on_where_it_stopped(settings, scenes, tmp_path):
    trainer = Trainer(settings, tmp_path)
    trainer.settings["train"]["steps"] = 2
    trainer.fit(scenes)
    again = Trainer(settings, tmp_path)
    again.resume()
    assert again.step == 2
    assert all(np.array_equal(a, b) for a, b in zip(again.mean.state_dict().values(), trainer.mean.state_dict().values()))
    again.settings["train"]["steps"] = 4
    again.fit(scenes)
    assert again.step == 4


def test_a_stopped_training_leaves_a_checkpoint(settings, scenes, tmp_path):
    trainer = Trainer(settings, tmp_path)
    trainer.stop()
    trainer.fit(scenes)
    assert (tmp_path / "last.pt").exists() and (tmp_path / "train.json").exists()


def test_crops_aim_at_the_mark(settings):
    scene = np.full((400, 600, 3), 200, np.uint8)
    scene[200:220:4, 300:380] = 20
    boxes = np.array([[300, 200, 380, 220, 1]], np.float32)
    train = {**settings["train"], "to_mark": 1.0}
    rng = np.random.default_rng(0)
    for _ in range(20):
        image, truth = crop(scene, boxes, 160, train, rng)
        assert image.shape == (160, 160, 3) and len(truth) == 1
        assert truth[0, 2] - truth[0, 0] <= 0.96 * 160


def test_boxes_turn_with_their_crop():
    image = np.zeros((100, 100, 3), np.uint8)
    image[10:30, 20:80] = 255
    box = np.array([[20, 10, 80, 30, 1]], np.float32)
    for quarters in (1, 2, 3):
        out, (found,) = turned(image, box, quarters)
        x1, y1, x2, y2 = found[:4].astype(int)
        assert out[y1:y2, x1:x2].min() == 255 and out.sum() == image.sum()


def test_each_state_leaves_a_picture():
    image = np.random.default_rng(1).integers(0, 256, (40, 40, 3), dtype=np.uint8)
    for seed in range(40):
        out = in_some_state(image, np.random.default_rng(seed))
        assert out.shape == image.shape and out.dtype == np.uint8


def test_decoys_never_become_truth():
    assert len(clip_boxes(np.array([[10, 10, 90, 40, -1]], np.float32), 1.0, np.zeros(2), 160)) == 0
