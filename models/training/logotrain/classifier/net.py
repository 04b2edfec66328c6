"""A small network that tells the mark from everything a detector proposes, in one upright crop."""

import torch
from torch import nn

HEIGHT_PX, WIDTH_PX = 32, 128
LEAST_CONTRAST = 4 / 255  # flat crops are not blown up beyond this


def block(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class MarkClassifier(nn.Module):
    """BGR 0..1 [n, 3, 32, 128] -> logit [n, 1]. Brightness and contrast are taken out first."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            block(3, 16, 2), block(16, 24), block(24, 40, 2), block(40, 40), block(40, 64, 2), block(64, 64),
        )
        self.column = nn.Sequential(nn.Conv2d(64, 96, (4, 3), padding=(0, 1), bias=False), nn.BatchNorm2d(96), nn.ReLU(inplace=True))
        self.score = nn.Sequential(nn.Flatten(), nn.Dropout(0.2), nn.Linear(96 * WIDTH_PX // 8, 64), nn.ReLU(inplace=True), nn.Linear(64, 1))

    def forward(self, image):
        centred = image - image.mean(dim=(2, 3), keepdim=True)
        spread = (centred * centred).mean(dim=(1, 2, 3), keepdim=True).sqrt()
        return self.score(self.column(self.features(centred / (spread + LEAST_CONTRAST))))
