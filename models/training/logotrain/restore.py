"""Makes a checkpoint from an exported model, float or int8, to go on training from it: python -m logotrain.restore --help

An export holds each normalisation folded into its convolution. Here it comes back as one that only
adds, so the network computes what the export does; train it with `train.keep_norms`.
"""

import argparse
import hashlib
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import nn

from .integer import ungrouped
from .net import build
from .settings import load_settings


def convolutions(model) -> dict:
    """Name of each convolution in the network -> weights and biases as float32 tensors."""
    held = {entry.name: numpy_helper.to_array(entry) for entry in model.graph.initializer}
    same = {node.output[0]: node.input[0] for node in model.graph.node if node.op_type == "Identity"}
    scaled = {node.output[0]: node.input for node in model.graph.node if node.op_type == "DequantizeLinear"}

    def read(name):
        name = same.get(name, name)  # equal ones are kept once
        if name in held:
            return torch.tensor(held[name])
        values, scale = (torch.tensor(held[key]).float() for key in scaled[name][:2])
        return values * scale.reshape(-1, *[1] * (values.ndim - 1))

    found = {}
    for node in model.graph.node:
        if node.op_type == "Conv":
            found[module_name(node.name)] = read(node.input[1]), read(node.input[2])
    return found


def module_name(node: str) -> str:
    """"/net/stages.1/stages.1.1/body/body.0/Conv" -> "stages.1.1.body.0"; the head's third use, "head.0.0_2", is the same."""
    path: list = []
    for part in node.split("/")[2:-1]:
        part = part.split("_")[0]
        if path and part.startswith(path[-1] + "."):
            path.pop()
        path.append(part)
    return ".".join(path)


def restore(model, settings: dict) -> nn.Module:
    net, found = build(settings), convolutions(model)
    modules = dict(net.named_modules())
    norms = dict(pairs(net))
    with torch.no_grad():
        for name, module in modules.items():
            if isinstance(module, nn.Conv2d):
                weights, biases = found[name]
                if weights.shape != module.weight.shape:  # the first layer of an int8 export takes four pixels at once
                    weights, biases = torch.tensor(ungrouped(weights.numpy())), biases[: len(module.weight)]
                module.weight.copy_(weights)
                (module if module.bias is not None else modules[norms[name]]).bias.copy_(biases)
            elif isinstance(module, nn.BatchNorm2d):
                module.running_var.fill_(1 - module.eps)
    return net


def pairs(net):
    """Convolutions without a bias of their own, with the normalisation that follows."""
    names = [(name, module) for name, module in net.named_modules() if isinstance(module, (nn.Conv2d, nn.BatchNorm2d))]
    for (name, module), (after, norm) in zip(names, names[1:]):
        if isinstance(module, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
            yield name, after


def main() -> None:
    parser = argparse.ArgumentParser(description="Make a checkpoint from an exported model.")
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="the .pt file for train --start-from")
    parser.add_argument("--settings", type=Path)
    parser.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE")
    args = parser.parse_args()
    settings = load_settings(args.settings, args.set)
    net = restore(onnx.load(str(args.model)), settings["net"])
    model = {"name": args.model.name, "sha256": hashlib.sha256(args.model.read_bytes()).hexdigest()}
    torch.save({"mean": net.state_dict(), "settings": settings, "step": 0, "made_from": model}, args.out)


if __name__ == "__main__":
    main()
