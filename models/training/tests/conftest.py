import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from logotrain.render.artwork import with_alpha, take_apart  # noqa: E402


@pytest.fixture(scope="session")
def plated():
    """An invented mark: three white-on-red bars and a dot on a red plate, a tagline below it."""
    image = np.zeros((300, 1000, 4), np.uint8)
    cv2.rectangle(image, (20, 20), (980, 220), (40, 40, 200, 255), -1)
    for x in (200, 400, 600):
        cv2.rectangle(image, (x, 60), (x + 90, 180), (250, 250, 250, 255), -1)
    cv2.circle(image, (760, 120), 12, (250, 250, 250, 255), -1)
    cv2.putText(image, "tagline", (300, 280), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (90, 90, 90, 255), 4)
    return take_apart(image[..., :3], image[..., 3])


@pytest.fixture(scope="session")
def bare():
    """A mark without a plate: black bars on white, no transparency."""
    image = np.full((200, 800, 3), 255, np.uint8)
    for x in (100, 300, 500):
        cv2.rectangle(image, (x, 40), (x + 110, 160), (0, 0, 0), -1)
    image = with_alpha(image)
    return take_apart(image[..., :3], image[..., 3])


@pytest.fixture(scope="session")
def data_settings():
    from logotrain.settings import load_settings

    return load_settings()["data"]


@pytest.fixture(scope="session")
def small_net():
    return {"widths": [8, 8, 16, 16, 16], "depths": [0, 0, 1, 0, 0], "neck": 16, "head_depth": 1}
