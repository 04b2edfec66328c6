import hashlib
import json
import math
import sys
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
import pytest
import torch

from logotrain.classifier import train
from logotrain.classifier.crop import cut, jittered, views
from logotrain.classifier.lettered import WIDTHS_PX, lettered, view_of
from logotrain.classifier.net import HEIGHT_PX, WIDTH_PX, MarkClassifier
from logotrain.classifier.proposals import negatives, proposals, shared
from logotrain.classifier.quantize import compare, quantize
from logotrain.detect import OnnxDetector

MODELS = Path(__file__).resolve().parents[2]
STICKER = MODELS.parent / "samples" / "sticker.png"
SETTINGS = {"seed": 3, "batch": 20, "steps": 6, "learning_rate": 2e-3, "weight_decay": 0.02, "smooth": 0.02}


@pytest.fixture(scope="module")
def crops():
    """Dark bars are the mark, noise is not: enough to learn from in a few steps."""
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 256, (60, HEIGHT_PX, WIDTH_PX, 3), dtype=np.uint8)
    bars = np.full_like(noise, 220)
    bars[:, 8:24, 16:112:12] = 20
    kinds = {"mark": bars, "decoy": noise[:30], "proposal": noise[30:]}
    return {"train": kinds, "apart": kinds}


@pytest.fixture(scope="module")
def sticker():
    return cv2.imread(str(STICKER))


def test_views_are_those_of_the_product():
    """The same boxes as in verify/views.test.ts."""
    assert [round(view[4], 2) for view in views((0, 0, 100, 25))] == [0, 3.14]
    upright, left, right, upside_down = views((0, 0, 100, 60))
    assert left[4] == -right[4] > math.radians(8) and upright[4] == 0 and upside_down[4] == math.pi
    assert [round(view[4], 2) for view in views((0, 0, 25, 100))] == [1.57, -1.57]
    assert len(views((0, 0, 60, 100))) == 4


def test_a_cut_is_upright_and_has_a_margin():
    image = np.full((200, 300, 3), 255, np.uint8)
    image[80:120, 70:150] = 0  # the left half of a box of 160 x 40
    crop = cut(image, (150, 100, 160, 40, 0))
    assert crop.shape == (HEIGHT_PX, WIDTH_PX, 3)
    dark = crop[HEIGHT_PX // 2, :, 0] < 128
    assert not dark[:8].any() and dark[14:60].all() and not dark[68:].any()
    turned = cut(np.ascontiguousarray(np.rot90(image, -1)), (100, 150, 160, 40, math.pi / 2))
    assert np.abs(turned.astype(int) - crop).mean() < 3


def test_a_wide_mark_looks_like_the_same_mark_of_half_the_width(sticker):
    half = cv2.resize(sticker, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    wide, narrow = cut(sticker, (200, 150, 260, 65, 0)), cut(half, (100, 75, 130, 32.5, 0))
    assert np.abs(wide.astype(int) - narrow).mean() < 3


def test_crops_are_repeatable(plated):
    def first(seed):
        rng = np.random.default_rng(seed)
        return next(crop for crop in (lettered(plated, "Brand", [], True, rng) for _ in range(30)) if crop is not None)

    assert first(1).shape == (HEIGHT_PX, WIDTH_PX, 3)
    assert np.array_equal(first(1), first(1)) and not np.array_equal(first(1), first(2))


def test_marks_that_cannot_be_read_are_dropped(plated):
    rng = np.random.default_rng(4)
    made = [lettered(plated, "Brand", [], True, rng) for _ in range(60)]
    assert 0 < sum(crop is None for crop in made) < 60
    assert WIDTHS_PX[1] >= 2 * WIDTH_PX


@pytest.mark.parametrize("degrees", [0, 25, 90, 180, -90])
def test_a_view_follows_the_angle_of_the_mark(degrees):
    turn = math.radians(degrees)
    along, down = abs(math.cos(turn)), abs(math.sin(turn))
    width, height = 100 * along + 25 * down, 100 * down + 25 * along
    view = view_of((0, 0, width, height), turn, np.random.default_rng(0))
    assert view[2] == pytest.approx(100, rel=0.05) and view[3] == pytest.approx(25, rel=0.05)
    assert math.cos(view[4] - turn) > 0.98


def test_jitter_stays_near():
    rng = np.random.default_rng(0)
    made = np.array([jittered((50, 40, 100, 25, 0), rng) for _ in range(200)])
    assert np.allclose(made.mean(axis=0), (50, 40, 101, 25.8, 0), atol=1.5) and made.std(axis=0).min() > 0


def test_the_shipped_files_tell_a_drawn_mark_from_the_rest_of_the_picture():
    """Detector, views, crops and classifier together, as the product uses them."""
    image = cv2.imread(str(MODELS.parent / "samples" / "cooler.jpg"))
    found = proposals(OnnxDetector(MODELS / "logo-detector.onnx"), image, 640, 1.0)
    assert all(shared(a, b) <= 0.45 for a in found for b in found if a is not b)
    session = onnxruntime.InferenceSession(str(MODELS / "mark-classifier.onnx"))

    def likeness(box):
        return max(session.run(None, {"crop": train.as_input(cut(image, view)[None]).contiguous().numpy()})[0].item() for view in views(box))

    on_mark = [shared(box, (304, 238, 502, 295)) > 0 for box in found]
    assert max(likeness(box) for box, is_on in zip(found, on_mark) if is_on) > 0
    assert max(likeness(box) for box, is_on in zip(found, on_mark) if not is_on) < 0


def test_negatives_are_crops_in_all_views(sticker):
    made = negatives(OnnxDetector(MODELS / "logo-detector.onnx"), sticker, np.random.default_rng(1))
    assert len(made) >= 2 and {crop.shape for crop in made} == {(HEIGHT_PX, WIDTH_PX, 3)}


def test_a_batch_has_its_share_of_each_kind(crops):
    images, labels = train.batch(crops["train"], 20, np.random.default_rng(0))
    assert images.shape == (20, 3, HEIGHT_PX, WIDTH_PX) and labels.sum() == 9


def test_brightness_and_contrast_do_not_matter():
    torch.manual_seed(0)
    net = MarkClassifier().eval()
    image = torch.rand((1, 3, HEIGHT_PX, WIDTH_PX))
    with torch.no_grad():
        assert torch.allclose(net(image), net(image * 0.5 + 0.3), atol=0.02)


def test_a_training_is_repeatable_and_learns(crops):
    def trained(steps):
        torch.manual_seed(SETTINGS["seed"])
        torch.set_num_threads(1)
        return train.fit(crops, {**SETTINGS, "steps": steps})

    (one, curve), (two, _) = trained(6), trained(6)
    assert all(torch.equal(a, b) for a, b in zip(one.state_dict().values(), two.state_dict().values()))
    assert curve[-1]["step"] == 6
    longer = trained(60)[1][-1]
    assert longer["mark>0"] == 1 and longer["proposal>0"] == 0


def test_the_command_writes_the_model_and_a_manifest(crops, tmp_path, monkeypatch):
    for part, kinds in crops.items():
        np.savez(tmp_path / f"{part}.npz", **kinds)
    (tmp_path / "data.json").write_text('{"name": "Brand"}')
    out = tmp_path / "mark.onnx"
    changes = ("classifier.steps=3", "classifier.batch=20")
    monkeypatch.setattr(sys, "argv", ["train", "--work", str(tmp_path), "--out", str(out), *(part for change in changes for part in ("--set", change))])
    train.main()
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["data"] == {"name": "Brand"}
    assert manifest["train"]["settings"]["steps"] == 3
    assert manifest["train"]["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert manifest["train"]["crops"]["train"] == {"mark": 60, "decoy": 30, "proposal": 30}
    session = onnxruntime.InferenceSession(str(out))
    assert session.run(None, {"crop": np.zeros((1, 3, HEIGHT_PX, WIDTH_PX), np.float32)})[0].shape == (1, 1)


def test_an_int8_copy_tells_the_same_apart(crops, tmp_path):
    torch.manual_seed(SETTINGS["seed"])
    model, out = tmp_path / "mark.onnx", tmp_path / "int8.onnx"
    train.export(train.fit(crops, {**SETTINGS, "steps": 40})[0], model)
    kinds = {kind: np.concatenate([pixels] * 6) for kind, pixels in crops["apart"].items()}
    assert quantize(model, out, kinds) == hashlib.sha256(out.read_bytes()).hexdigest()
    assert out.stat().st_size < model.stat().st_size
    changes = compare(model, out, kinds)
    assert all(row["above 0"][0] == row["above 0"][1] and row["moved"] < 0.5 for row in changes.values())


def test_the_shipped_manifest_is_that_of_the_shipped_files():
    manifest = json.loads((MODELS / "training" / "classifier-manifest.json").read_text())
    digest = {name: hashlib.sha256((MODELS / name).read_bytes()).hexdigest() for name in ("mark-classifier.onnx", "logo-detector.onnx")}
    detector = json.loads((MODELS / "training" / "manifest.json").read_text())["result"]
    assert manifest["rounded_once"]["sha256"] == digest["mark-classifier.onnx"]
    assert manifest["rounded_once"]["from_sha256"] == manifest["int8"]["sha256"]
    assert detector["sha256"] == digest["logo-detector.onnx"]
    assert manifest["data"]["detector_sha256"] == detector["int8"]["sha256"]
    assert sum(kind["mark"] for kind in manifest["train"]["crops"].values()) > 10_000
