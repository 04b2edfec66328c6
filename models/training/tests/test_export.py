import numpy as np
import onnxruntime
import pytest
import torch

from logotrain.detect import OnnxDetector, letterbox, starts
from logotrain.export import export
from logotrain.net import build, cell_centres, to_boxes


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


def test_the_class_name_is_in_the_file(checkpoint, tmp_path):
    export(checkpoint[0], tmp_path / "m.onnx", (64, 64), True, "logo")
    meta = onnxruntime.InferenceSession(str(tmp_path / "m.onnx")).get_modelmeta().custom_metadata_map
    assert meta["names"] == "{0: 'logo'}"


def test_letterbox_keeps_the_aspect_and_centres():
    canvas, scale, left, top = letterbox(np.zeros((100, 200, 3), np.uint8), (64, 64))
    assert (scale, left, top) == (0.32, 0, 16)
    assert (canvas[0] == 114).all() and (canvas[32] == 0).all()


def test_a_picture_smaller_than_the_limit_is_not_enlarged():
    canvas, scale, _, _ = letterbox(np.zeros((100, 200, 3), np.uint8), 640)
    assert scale == 1 and canvas.shape == (128, 224, 3)


def test_tiles_cover_the_whole_length():
    for length in (500, 640, 641, 1300, 2500):
        at = starts(length, 640, 96)
        assert at[0] == 0 and (length <= 640 or at[-1] + 640 == length)
        assert all(b - a <= 640 - 96 for a, b in zip(at, at[1:]))
