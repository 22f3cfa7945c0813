"""The sample video's scenes: what the acting shape does, and when."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import torch

from motions import Track

STEP = 0.01
"""Frame heights a moving shape covers in one video frame."""
RATIO = 1.02
"""Size of a growing shape from one video frame to the next."""
DEGREES = 5.0
"""What a turning shape turns by in one video frame."""
HOPS = 1 / 16
HOP_HEIGHT = 0.18


@dataclass
class Scene:
    """One background and one acting shape; `actions` are (label, video frames), in order and without holes."""

    tile_seed: int
    drift: tuple[float, float]
    shape: str
    warm: float
    cool: float
    position: tuple[float, float]
    radius: float
    visible: bool
    actions: list[tuple[str, int]] = field(default_factory=list)
    split: float = 0.0
    bright_edge: bool = True


SCENES = [
    Scene(18, (0.004, 0.002), "star", 0.12, 0.58, (-0.3, 0.05), 0.15, False,
          [("still", 30), ("appear", 50), ("still", 40), ("move right", 60), ("still", 40), ("turn clockwise", 60),
           ("still", 40), ("vanish", 50), ("still", 30)]),
    Scene(34, (-0.006, 0.001), "heart", 0.98, 0.52, (0.05, 0.2), 0.125, True,
          [("still", 45), ("grow", 40), ("still", 45), ("move up", 36), ("still", 44), ("shrink", 40), ("still", 45),
           ("bounce", 64), ("still", 45)]),
    Scene(33, (0.003, -0.007), "arrow", 0.06, 0.66, (0.32, -0.2), 0.15, True,
          [("still", 40), ("turn counter-clockwise", 60), ("still", 40), ("move left", 56), ("still", 44),
           ("move down", 40), ("still", 40), ("grow", 25), ("still", 45)]),
    Scene(22, (-0.005, -0.004), "plus", 0.15, 0.62, (-0.1, 0.25), 0.14, True,
          [("still", 40), ("bounce", 64), ("still", 40), ("move up", 40), ("still", 40), ("turn clockwise", 50),
           ("still", 32)]),
]


def segments() -> list[dict[str, int | str]]:
    """All actions as half-open spans of video frames."""
    spans: list[dict[str, int | str]] = []
    at = 0
    for scene in SCENES:
        for label, length in scene.actions:
            if spans and spans[-1]["label"] == label:
                spans[-1]["endFrame"] = at + length
            else:
                spans.append({"startFrame": at, "endFrame": at + length, "label": label})
            at += length
    return spans


def track(scene: Scene) -> Track:
    """The pose of the scene's shape in every video frame, as a batch of one."""
    x, y = scene.position
    radius, angle, opacity = scene.radius, 0.0, float(scene.visible)
    rows: list[tuple[float, float, float, float, float]] = []
    for label, length in scene.actions:
        x0, y0, r0, a0, o0 = x, y, radius, angle, opacity
        for frame in range(1, length + 1):
            part = frame / length
            gone = (part * part * (3 - 2 * part) * 0.3 + part * 0.7) * length  # starts and stops a little gently
            x = x0 + STEP * gone * ((label == "move right") - (label == "move left"))
            y = y0 + STEP * gone * ((label == "move down") - (label == "move up"))
            radius = r0 * RATIO ** (gone * ((label == "grow") - (label == "shrink")))
            way = (label == "turn clockwise") - (label == "turn counter-clockwise")
            angle = a0 + math.radians(DEGREES) * gone * way
            opacity = o0 + part * ((label == "appear") - (label == "vanish"))
            if label == "bounce":
                y = y0 - HOP_HEIGHT * abs(math.sin(math.pi * HOPS * frame))
            rows.append((x, y, radius, angle, opacity))
    table = torch.tensor(rows)
    return Track(table[None, :, :2], table[None, :, 2], table[None, :, 3], table[None, :, 4])
