import numpy as np
import pytest

from logotrain.render import finish as finishing
from logotrain.render.finish import bare_lettering, finish
from logotrain.render.place import corners, lay
from logotrain.render.scene import SceneMaker, detail


def test_the_plate_is_told_from_the_lettering(plated):
    assert plated.plate is not None
    assert np.allclose(plated.plate_bgr, (40, 40, 200), atol=12)
    assert np.allclose(plated.ink_bgr, (250, 250, 250), atol=12)
    assert 0 < plated.ink.sum() < 0.4 * plated.plate.sum()


def test_small_detached_pieces_are_known(plated):
    assert 0 < plated.ink_small.sum() < 0.05 * plated.ink.sum()


def test_artwork_without_a_plate_is_all_lettering(bare):
    assert bare.plate is None
    assert np.allclose(bare.ink_bgr, (0, 0, 0), atol=12)


def test_the_same_seed_gives_the_same_scene(plated, data_settings):
    maker = SceneMaker(plated, "Brand", [], data_settings)
    first, again, other = maker.scene(3), SceneMaker(plated, "Brand", [], data_settings).scene(3), maker.scene(4)
    assert np.array_equal(first.image, again.image) and first.boxes == again.boxes
    assert first.image.shape != other.image.shape or not np.array_equal(first.image, other.image)


def test_boxes_lie_in_the_picture(plated, data_settings):
    maker = SceneMaker(plated, "Brand", [], data_settings)
    for seed in range(25):
        scene = maker.scene(seed)
        height, width = scene.image.shape[:2]
        for x1, y1, x2, y2, sure in scene.boxes:
            assert 0 <= x1 < x2 <= width and 0 <= y1 < y2 <= height and sure in (-1, 0, 1)


def test_the_label_box_encloses_what_was_painted(bare):
    rng = np.random.default_rng(1)
    canvas = np.full((300, 600, 3), 255, np.uint8)
    sticker = finishing.trim(bare_lettering(bare, rng, (255, 255, 255)))
    quad = corners(200, 200 * sticker.alpha.shape[0] / sticker.alpha.shape[1], 0, 0, rng) + [300, 150]
    box, visible = lay(canvas, sticker, quad, 1.0)
    ys, xs = np.nonzero((canvas != 255).any(axis=2))
    assert visible == pytest.approx(1, abs=0.1)
    assert np.allclose(box, (xs.min(), ys.min(), xs.max() + 1, ys.max() + 1), atol=6)


def test_a_hidden_mark_reports_how_much_is_left(bare):
    rng = np.random.default_rng(1)
    canvas = np.full((300, 600, 3), 255, np.uint8)
    sticker = finishing.trim(bare_lettering(bare, rng, (255, 255, 255)))
    quad = corners(200, 60, 0, 0, rng) + [300, 150]
    half = np.array([[0.5, -0.1], [1.1, -0.1], [1.1, 1.1], [0.5, 1.1]])
    _, visible = lay(canvas, sticker, quad, 1.0, hide=half)
    assert visible == pytest.approx(0.5, abs=0.12)


@pytest.mark.parametrize("on_product", [True, False])
def test_every_finish_has_a_body_within_its_alpha(plated, bare, on_product):
    rng = np.random.default_rng(5)
    for art in (plated, bare):
        for _ in range(30):
            sticker = finish(art, rng, rng.uniform(0, 255, 3), on_product)
            assert sticker.bgr.shape[:2] == sticker.alpha.shape == sticker.body.shape
            assert sticker.body.max() > 0.9 and 0 <= sticker.bgr.min() and sticker.bgr.max() <= 255.5


def test_flat_ground_has_no_detail_and_letters_have():
    grey = np.full((60, 200), 128, np.float32)
    assert detail(grey, (20, 10, 180, 50)) == 0
    grey[20:40, 40:160:16] = 255
    grey[20:40, 41:161:16] = 255
    assert detail(grey, (20, 10, 180, 50)) > 20
