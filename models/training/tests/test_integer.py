import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from torch.nn import functional as F

from logotrain.detect import OnnxDetector
from logotrain.export import export
from logotrain.integer import MOST, fitted, grouped, halve, ungrouped
from logotrain.net import build
from logotrain.quantize import quantize
from logotrain.render.scene import Scene
from logotrain.restore import restore
from logotrain.shards import write_shard


def test_four_pixels_at_once_are_the_same_convolution():
    rng = np.random.default_rng(1)
    weights, image = rng.normal(size=(5, 3, 3, 3)), rng.normal(size=(3, 8, 16))
    exact = F.conv2d(torch.from_numpy(image[None]), torch.from_numpy(weights), stride=2, padding=1)[0].numpy()
    rows = image.transpose(1, 2, 0).reshape(1, 8, 4, 12).transpose(0, 3, 1, 2)
    padded = F.pad(torch.from_numpy(rows.copy()), (1, 0, 1, 0))
    wide = F.conv2d(padded, torch.from_numpy(grouped(weights)), stride=(2, 1))[0].numpy()
    apart = wide.transpose(1, 2, 0).reshape(4, 8, 5).transpose(2, 0, 1)
    assert np.allclose(apart, exact)
    assert np.array_equal(ungrouped(grouped(weights)), weights)


def test_weights_are_rounded_so_that_errors_take_each_other_away():
    rng = np.random.default_rng(2)
    weights, pixels = rng.normal(size=(4, 27)), rng.uniform(size=(500, 1)) + 0.02 * rng.normal(size=(500, 27))
    whole, scales = fitted(weights, np.cov(pixels.T))
    nearest = np.round(weights / scales[:, None]) * scales[:, None]
    error = [np.var(pixels @ (weights - tried).T) for tried in (whole * scales[:, None], nearest)]
    assert np.abs(whole).max() <= MOST and error[0] < error[1] / 4


@pytest.fixture(scope="module")
def models(tmp_path_factory, small_net):
    """A detector as float and as int8, calibrated on noise."""
    torch.manual_seed(1)
    folder, rng = tmp_path_factory.mktemp("models"), np.random.default_rng(3)
    net = build(small_net)
    for norm in net.modules():
        if isinstance(norm, nn.BatchNorm2d):
            nn.init.uniform_(norm.bias, -0.5, 0.5)  # equal ones would be kept once
    torch.save({"mean": net.state_dict(), "step": 3, "settings": {"net": small_net}}, folder / "last.pt")
    export(folder / "last.pt", folder / "float.onnx", None, True, "logo", 0.01)
    (folder / "scenes").mkdir()
    scenes = [Scene(rng.integers(0, 256, (96, 96, 3), dtype=np.uint8), [], "photo") for _ in range(6)]
    write_shard(folder / "scenes" / "0.npz", scenes)
    quantize(folder / "float.onnx", folder / "int8.onnx", folder / "scenes", 96, 6, "MinMax")
    return folder, scenes[0].image


def test_an_int8_detector_takes_bytes_and_rounds_once(models):
    folder, image = models
    exact, whole = (OnnxDetector(folder / name).run(image) for name in ("float.onnx", "int8.onnx"))
    assert np.abs(exact[4] - whole[4]).max() < 0.03
    graph = onnx.load(str(folder / "int8.onnx")).graph
    made = {output: node.op_type for node in graph.node for output in node.output}
    assert [made[node.input[0]] for node in graph.node if node.op_type == "Relu"].count("DequantizeLinear") == 0
    assert graph.node[0].op_type == "Reshape" and not any(node.op_type == "Cast" and node.input[0] == "images" for node in graph.node)


def test_training_goes_on_from_an_int8_detector(models, small_net):
    folder, image = models
    net = restore(onnx.load(str(folder / "int8.onnx")), small_net).eval()
    with torch.no_grad():
        logits, _ = net(torch.from_numpy(image[..., ::-1].copy()).permute(2, 0, 1)[None].float() / 255)
    exact = OnnxDetector(folder / "float.onnx").run(image)[4]
    odds = np.log(exact / (1 - exact)) + np.log(0.01 / 0.99)
    assert np.abs(logits[0].numpy() - odds).max() < 0.2


def test_weights_of_seven_bits_are_half_as_fine():
    weights = np.arange(-127, 128, 2, dtype=np.int8)[:126].reshape(126, 1, 1, 1)
    held = {"w": weights, "s": np.full(126, 0.5, np.float32), "z": np.zeros(126, np.int8)}
    nodes = [
        helper.make_node("DequantizeLinear", ["w", "s", "z"], ["f"], axis=0),
        helper.make_node("Conv", ["x", "f"], ["y"], name="/first/Conv"),
    ]
    ports = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in ("x", "y")]
    model = helper.make_model(helper.make_graph(nodes, "g", ports[:1], ports[1:], [numpy_helper.from_array(value, name) for name, value in held.items()]))
    halve(model, "first")
    now = {entry.name: numpy_helper.to_array(entry) for entry in model.graph.initializer}
    assert np.abs(now["w"]).max() == MOST and (now["s"] == 1).all()
    assert np.abs(now["w"] * 1.0 - weights * 0.5).max() <= 0.5
