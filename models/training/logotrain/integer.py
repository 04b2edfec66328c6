"""Makes an int8 model round once and give the same scores on every processor: python -m logotrain.integer --help

onnxruntime's quantiser rounds before each ReLU, where half of the levels are for values that ReLU takes away, and
again after it. And processors without VNNI instructions add two products of 8-bit numbers in 16 bits (`vpmaddubsw`):
bright pixels times two large weights are more than that holds, so the weights of a first layer have 7 bits here.
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper

from .shards import decode, read_shard, shard_files

FIRST = "stages.0"  # of the network (net.py)
MOST = 63  # 7 bits with a sign: 2 * 63 * 255 fits 16 bits
GROUP_PX = 4  # pixels beside each other that the first layer takes at once
SCENES, PATCHES_A_SCENE = 150, 200


def initializers(model) -> dict:
    return {entry.name: entry for entry in model.graph.initializer}


def round_once(model) -> None:
    """Takes out each pair of rounding and its reverse in front of a ReLU that is rounded after."""
    graph, held = model.graph, initializers(model)
    made = {output: node for node in graph.node for output in node.output}
    used = {}
    for node in graph.node:
        for name in node.input:
            used.setdefault(name, []).append(node)
    for relu in [node for node in graph.node if node.op_type == "Relu"]:
        back = made.get(relu.input[0])
        if back is None or back.op_type != "DequantizeLinear":
            continue
        rounded = made[back.input[0]]
        if any(len(used[name]) > 1 for name in (rounded.input[0], rounded.output[0], back.output[0])):
            continue
        if all(node.op_type == "QuantizeLinear" for node in used[relu.output[0]]):
            relu.input[0] = rounded.input[0]
            graph.node.remove(rounded)
            graph.node.remove(back)
        else:
            round_after(graph, held, relu, rounded, back)


def round_after(graph, held, relu, rounded, back) -> None:
    """What follows is not rounded: the pair moves behind the ReLU, where its levels are for positive values only."""
    scale, zero = (numpy_helper.to_array(held[name]) for name in rounded.input[1:3])
    names = f"{relu.name}_scale", f"{relu.name}_zero_point"
    levels = np.float32(scale * (255 - int(zero)) / 255), np.uint8(0)
    graph.initializer.extend(numpy_helper.from_array(np.asarray(value), name) for value, name in zip(levels, names))
    after = relu.output[0]
    relu.input[0], relu.output[0] = rounded.input[0], f"{after}_exact"
    rounded.input[:] = [relu.output[0], *names]
    back.input[1:3], back.output[0] = names, after
    graph.node.remove(relu)
    graph.node.insert(list(graph.node).index(rounded), relu)


def halve(model, name: str) -> None:
    """7 bits for the 8-bit weights of one convolution."""
    held = initializers(model)
    scaled = {node.output[0]: node for node in model.graph.node if node.op_type == "DequantizeLinear"}
    conv = next(node for node in model.graph.node if node.op_type == "Conv" and name in node.name)
    for source in (scaled[key] for key in conv.input[1:] if key in scaled):
        values, scale = (numpy_helper.to_array(held[key]) for key in source.input[:2])
        halved = np.clip(np.round(values / 2), -MOST, MOST) if values.dtype == np.int8 else np.round(values / 2)
        held[source.input[0]].CopyFrom(numpy_helper.from_array(halved.astype(values.dtype), source.input[0]))
        held[source.input[1]].CopyFrom(numpy_helper.from_array(np.asarray(scale * 2, np.float32), source.input[1]))


def fitted(weights: np.ndarray, covariance: np.ndarray):
    """float [o, n] -> int8 [o, n] and scales [o], so that the outputs change least on inputs of this covariance.

    Rounds to the nearest and then moves one or two weights at a time by a step while that helps: neighbouring pixels
    are alike, so errors of opposite sign take each other away.
    """
    scales = np.abs(weights).max(1) / MOST
    rounded = np.clip(np.round(weights / scales[:, None]), -MOST, MOST)
    for row, scale, exact in zip(rounded, scales, weights):
        best = moved(row, scale, exact, covariance)
        while best is not None:
            row[:] = best
            best = moved(row, scale, exact, covariance)
    return rounded.astype(np.int8), scales.astype(np.float32)


def moved(row, scale, exact, covariance):
    """The best change of one or two weights by a step, or None when none helps."""
    steps = np.concatenate([np.eye(len(row)), -np.eye(len(row)), np.zeros((1, len(row)))])
    tried = (row + steps[:, None] + steps[None]).reshape(-1, len(row))
    tried = tried[np.abs(tried).max(1) <= MOST]
    errors = exact - tried * scale
    costs = np.einsum("ti,ij,tj->t", errors, covariance, errors, optimize=True)
    now = exact - row * scale
    best = int(costs.argmin())
    return tried[best] if costs[best] < now @ covariance @ now * (1 - 1e-9) else None


def grouped(weights: np.ndarray) -> np.ndarray:
    """[o, 3, 3, 3] of stride 2 -> [o * 2, 12, 3, 2]: the same for four pixels of a row as one with 12 channels.

    Takes a third of the time: a pixel has too few channels for the processor's wide registers.
    """
    outputs = weights.shape[0]
    wide = np.zeros((2 * outputs, 3 * GROUP_PX, 3, 2), weights.dtype)
    for half in range(2):
        for column in range(3):
            group, place = divmod(2 * half - 1 + column + GROUP_PX, GROUP_PX)
            wide[half * outputs:(half + 1) * outputs, 3 * place:3 * place + 3, :, group] = weights[..., column]
    return wide


def ungrouped(wide: np.ndarray) -> np.ndarray:
    """The reverse of `grouped`."""
    outputs = wide.shape[0] // 2
    weights = np.zeros((outputs, 3, 3, 3), wide.dtype)
    for column in range(3):
        group, place = divmod(column - 1 + GROUP_PX, GROUP_PX)
        weights[..., column] = wide[:outputs, 3 * place:3 * place + 3, :, group]
    return weights


def first_layer(model, patches: np.ndarray) -> None:
    """Lets the first convolution of a detector take the bytes of a picture.

    patches: float [n, 27], what the convolution sees, channels first, 0..1.
    """
    graph, held = model.graph, initializers(model)
    conv = next(node for node in graph.node if node.op_type == "Conv" and FIRST in node.name)
    relu = next(node for node in graph.node if conv.output[0] in node.input)
    rounded = next(node for node in graph.node if relu.output[0] in node.input)
    weights, biases = (numpy_helper.to_array(held[name]).astype(np.float64) for name in conv.input[1:3])
    flat = weights.reshape(len(weights), -1)
    whole, scales = fitted(flat, np.cov(patches.T) + 1e-6 * np.eye(flat.shape[1]))
    biases = biases + (flat - whole * scales[:, None]) @ patches.mean(0)
    name, outputs = conv.name, len(weights)

    def keep(key: str, value, dtype) -> str:
        graph.initializer.append(numpy_helper.from_array(np.asarray(value, dtype), f"first_{key}"))
        return f"first_{key}"

    steps = np.tile(scales, 2) / 255
    made = [
        helper.make_node("Reshape", ["images", keep("groups", [1, 0, -1, 3 * GROUP_PX], np.int64)], ["first_rows"]),
        helper.make_node("Transpose", ["first_rows"], ["first_planes"], perm=[0, 3, 1, 2]),
        helper.make_node("DequantizeLinear", ["first_planes", keep("level", 1 / 255, np.float32), keep("black", 0, np.uint8)], ["first_pixels"]),
        helper.make_node("DequantizeLinear", [keep("weights", grouped(whole.reshape(weights.shape)), np.int8), keep("scales", np.tile(scales, 2), np.float32)], ["first_float"], axis=0),
        helper.make_node("DequantizeLinear", [keep("biases", np.round(np.tile(biases, 2) / steps), np.int32), keep("steps", steps, np.float32)], ["first_bias"], axis=0),
        helper.make_node("Conv", ["first_pixels", "first_float", "first_bias"], ["first_wide"], name=name, kernel_shape=[3, 2], strides=[2, 1], pads=[1, 1, 0, 0]),
    ]
    apart = [
        helper.make_node("Transpose", ["first_rounded"], ["first_pairs"], perm=[0, 2, 3, 1]),
        helper.make_node("Reshape", ["first_pairs", keep("outputs", [1, 0, -1, outputs], np.int64)], ["first_apart"]),
        helper.make_node("Transpose", ["first_apart"], [rounded.output[0]], perm=[0, 3, 1, 2]),
    ]
    for node in [*nodes_before(graph, conv), conv]:
        graph.node.remove(node)
    relu.input[0], relu.output[0], rounded.input[0], rounded.output[0] = "first_wide", "first_relu", "first_relu", "first_rounded"
    for place, node in enumerate(made):
        graph.node.insert(place, node)
    after = list(graph.node).index(rounded) + 1
    for place, node in enumerate(apart):
        graph.node.insert(after + place, node)


def nodes_before(graph, conv) -> list:
    """The nodes between the input and the first convolution."""
    made = {output: node for node in graph.node for output in node.output}
    found, name = [], conv.input[0]
    while name in made:
        found.append(made[name])
        name = made[name].input[0]
    return found


def tidy(model) -> None:
    used = {name for node in model.graph.node for name in node.input}
    for entry in [entry for entry in model.graph.initializer if entry.name not in used]:
        model.graph.initializer.remove(entry)
    del model.graph.value_info[:]  # shapes that are no longer true
    onnx.checker.check_model(model)


def patches_of(scenes: Path, count: int) -> np.ndarray:
    """3 x 3 pixels from anywhere in `count` scenes, RGB 0..1, channels first: float [n, 27]."""
    rng = np.random.default_rng(1)
    found = []
    for jpeg, _ in read_shard(shard_files(scenes)[0])[:count]:
        image = decode(jpeg)[..., ::-1].astype(np.float64) / 255
        ys, xs = (rng.integers(0, side - 3, PATCHES_A_SCENE) for side in image.shape[:2])
        found += [image[y:y + 3, x:x + 3].transpose(2, 0, 1).ravel() for y, x in zip(ys, xs)]
    return np.array(found)


def main() -> None:
    parser = argparse.ArgumentParser(description="Make an int8 model of an earlier version round once.")
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--work", type=Path, help="where logotrain.data wrote scenes; for a detector")
    parser.add_argument("--halve", metavar="NAME", help="the convolution whose weights get 7 bits; for a classifier")
    args = parser.parse_args()
    model = onnx.load(str(args.model))
    round_once(model)
    if args.halve:
        halve(model, args.halve)
    if args.work:
        first_layer(model, patches_of(args.work / "scenes" / "train", SCENES))
    tidy(model)
    onnx.save(model, str(args.out))
    print(json.dumps({"file": args.out.name, "bytes": args.out.stat().st_size, "sha256": hashlib.sha256(args.out.read_bytes()).hexdigest()}))


if __name__ == "__main__":
    main()
