import copy

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from logotrain.detect import OnnxDetector, fitted, letterbox
from logotrain.export import export
from logotrain.net import build, cell_centres, to_boxes
from logotrain.restore import restore
from logotrain.train import keep_norms


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory, small_net):
    torch.manual_seed(1)
    net = build(small_net)
    path = tmp_path_factory.mktemp("run") / "last.pt"
    torch.save({"mean": net.state_dict(), "step": 3, "settings": {"net": small_net}}, path)
    return path, net.eval()


@pytest.mark.parametrize("bytes_in", [True, False])
@pytest.mark.parametrize("size", [(96, 128), None])
def test_onnx_answers_as_torch_does(checkpoint, tmp_path, bytes_in, size):
    path, net = checkpoint
    export(path, tmp_path / "m.onnx", size, bytes_in, "logo")
    for height, width in [size] if size else [(96, 128), (160, 64)]:
        image = np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)
        got = OnnxDetector(tmp_path / "m.onnx").run(np.ascontiguousarray(image[..., ::-1]))
        with torch.no_grad():
            logits, sides = net(torch.from_numpy(image).permute(2, 0, 1)[None].float() / 255)
        boxes = to_boxes(cell_centres(height, width)[0], sides[0])
        assert got.shape == (5, len(boxes))
        assert np.allclose(got[4], logits[0].sigmoid(), atol=1e-4)
        assert np.allclose(got[0], (boxes[:, 0] + boxes[:, 2]) / 2, atol=0.05)
        assert np.allclose(got[3], boxes[:, 3] - boxes[:, 1], atol=0.05)


def test_a_score_may_come_out_as_a_half(checkpoint, tmp_path):
    image = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    scores = []
    for half in (0.5, 0.01):
        export(checkpoint[0], tmp_path / "m.onnx", None, True, "logo", half)
        scores.append(OnnxDetector(tmp_path / "m.onnx").run(image)[4])
    assert np.allclose(scores[1], 0.99 * scores[0] / (0.99 * scores[0] + 0.01 * (1 - scores[0])), atol=1e-3)


def test_the_class_name_is_in_the_file(checkpoint, tmp_path):
    export(checkpoint[0], tmp_path / "m.onnx", (64, 64), True, "logo")
    meta = onnxruntime.InferenceSession(str(tmp_path / "m.onnx")).get_modelmeta().custom_metadata_map
    assert meta["names"] == "{0: 'logo'}"


def test_letterbox_keeps_the_aspect_and_centres():
    canvas, scale, left, top = letterbox(np.zeros((100, 200, 3), np.uint8), (64, 64))
    assert (scale, left, top) == (0.32, 0, 16)
    assert (canvas[0] == 114).all() and (canvas[32] == 0).all()


def test_a_picture_is_fed_by_area_and_blown_up_no_more_than_allowed():
    assert fitted((1000, 4000), 640, 1.0) == ((320, 1280), 0.32)
    assert fitted((100, 200), 640, 1.0) == ((128, 224), 1.0)
    assert fitted((100, 200), 640, 1.5) == ((160, 320), 1.5)


def test_boxes_come_back_in_pixels_of_the_picture(checkpoint, tmp_path):
    export(checkpoint[0], tmp_path / "m.onnx", None, True, "logo")
    found = OnnxDetector(tmp_path / "m.onnx").best(np.zeros((300, 900, 3), np.uint8), 96)
    assert 0 <= found.score <= 1 and found.box[0] < found.box[2]


def test_training_can_go_on_from_an_export(checkpoint, tmp_path, small_net):
    export(checkpoint[0], tmp_path / "m.onnx", None, True, "logo", 0.6)
    net = restore(onnx.load(str(tmp_path / "m.onnx")), small_net).eval()
    image = torch.from_numpy(np.random.default_rng(0).random((1, 3, 64, 96), np.float32))
    with torch.no_grad():
        for mine, own in zip(net(image), checkpoint[1](image)):
            assert torch.allclose(mine, own, atol=1e-4)


def test_normalisation_of_a_restored_network_stays_as_it_was(checkpoint):
    net = copy.deepcopy(checkpoint[1]).train()
    keep_norms(net)
    before = [buffer.clone() for buffer in net.buffers()]
    net(torch.rand(1, 3, 64, 64))
    assert all(torch.equal(a, b) for a, b in zip(before, net.buffers()))
