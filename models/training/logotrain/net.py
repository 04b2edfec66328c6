"""The detector: plain 3×3 convolutions down to stride 32, a small feature pyramid, one shared head.

Plain 3×3 convolutions with ReLU train faster on a CPU than depthwise ones, which are bound by memory.
Anchor-free: each cell of strides 8, 16, 32 says how
likely a mark is centred near it and how far its four sides are.
"""

import torch
from torch import nn
from torch.nn import functional as F

STRIDES = (8, 16, 32)
PRIOR = 0.005  # score of an untrained cell: nearly all cells are empty


SLOW_IN_BFLOAT16 = 1  # the gradient of this stage's strided convolution: 99 ms in bfloat16, 38 in float32


def in_float32(layer, x):
    with torch.autocast("cpu", enabled=False):
        return layer(x.float())


class Conv(nn.Sequential):
    def __init__(self, inputs, outputs, kernel=3, stride=1):
        super().__init__(
            nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)
        )


class Block(nn.Module):
    """Two convolutions beside a short cut."""

    def __init__(self, width):
        super().__init__()
        self.body = nn.Sequential(Conv(width, width), nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))

    def forward(self, x):
        return F.relu(x + self.body(x))


class Detector(nn.Module):
    """float32 [b, 3, h, w] RGB 0..1, h and w multiples of 32 -> logits [b, n], sides [b, n, 4] in pixels."""

    def __init__(self, widths, depths, neck, head_depth):
        super().__init__()
        stages, inputs = [], 3
        for width, depth in zip(widths, depths):
            stages.append(nn.Sequential(Conv(inputs, width, stride=2), *(Block(width) for _ in range(depth))))
            inputs = width
        self.stages = nn.ModuleList(stages)
        self.wide = Conv(widths[-1] * 3, widths[-1], kernel=1)  # sees far: pooled copies beside the features
        self.lateral = nn.ModuleList(Conv(width, neck, kernel=1) for width in widths[2:])
        self.smooth = nn.ModuleList(Conv(neck, neck) for _ in STRIDES)
        self.head = nn.Sequential(*(Conv(neck, neck) for _ in range(head_depth)))
        self.score = nn.Conv2d(neck, 1, 1)
        self.sides = nn.Conv2d(neck, 4, 1)
        nn.init.constant_(self.score.bias, float(torch.logit(torch.tensor(PRIOR))))
        nn.init.constant_(self.sides.bias, 1.0)

    def features(self, x):
        kept = []
        for index, stage in enumerate(self.stages):
            x = in_float32(stage, x) if index == SLOW_IN_BFLOAT16 and self.training else stage(x)
            if index >= 2:
                kept.append(x)
        near = F.max_pool2d(x, 5, 1, 2)
        kept[-1] = self.wide(torch.cat([x, near, F.max_pool2d(near, 5, 1, 2)], dim=1))
        return kept

    def forward(self, x):
        pyramid = [lateral(level) for lateral, level in zip(self.lateral, self.features(x))]
        for k in (1, 0):
            pyramid[k] = pyramid[k] + F.interpolate(pyramid[k + 1], scale_factor=2.0, mode="nearest")
        logits, sides = [], []
        for stride, smooth, level in zip(STRIDES, self.smooth, pyramid):
            level = self.head(smooth(level))
            logits.append(self.score(level).flatten(2))
            sides.append((self.sides(level).clamp(-4, 6).exp() * stride).flatten(2))
        return torch.cat(logits, 2).squeeze(1), torch.cat(sides, 2).transpose(1, 2)


def build(net: dict) -> Detector:
    return Detector(net["widths"], net["depths"], net["neck"], net["head_depth"])


def cell_centres(height: int, width: int, device=None):
    """-> centres [n, 2] (x, y in input pixels) and strides [n], in the order of the outputs."""
    centres, strides = [], []
    for stride in STRIDES:
        rows, columns = height // stride, width // stride
        ys, xs = torch.meshgrid(torch.arange(rows, device=device), torch.arange(columns, device=device), indexing="ij")
        centres.append((torch.stack([xs, ys], -1).reshape(-1, 2) + 0.5) * stride)
        strides.append(torch.full((rows * columns,), float(stride), device=device))
    return torch.cat(centres), torch.cat(strides)


def to_boxes(centres, sides):
    """sides [.., n, 4] as left, top, right, bottom -> x1, y1, x2, y2."""
    return torch.cat([centres - sides[..., :2], centres + sides[..., 2:]], dim=-1)
