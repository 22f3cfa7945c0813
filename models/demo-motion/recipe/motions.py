"""The motion classes, and random trajectories of the acting shape through one clip."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from textures import uniform

LABELS = ("still", "move left", "move right", "move up", "move down", "grow", "shrink",
          "turn clockwise", "turn counter-clockwise", "appear", "vanish", "bounce")
(STILL, LEFT, RIGHT, UP, DOWN, GROW, SHRINK,
 CLOCKWISE, COUNTER_CLOCKWISE, APPEAR, VANISH, BOUNCE) = range(12)
_MIRROR = {LEFT: RIGHT, UP: DOWN, GROW: SHRINK, CLOCKWISE: COUNTER_CLOCKWISE, APPEAR: VANISH}

FRAMES = 8
LAST = FRAMES - 1
SEEN = 0.3
"""Least opacity at which a frame counts as showing the acting shape."""


@dataclass
class Track:
    """Pose of the acting shape: position (clips, frames, 2), the rest (clips, frames).

    Lengths are in frame heights from the frame's centre, x to the right and y down; a positive angle turns
    clockwise on the screen.
    """

    position: Tensor
    radius: Tensor
    angle: Tensor
    opacity: Tensor


def mirrored(labels: Tensor) -> Tensor:
    """The labels of the same clips played backwards; still and bounce stay what they are."""
    pairs = {**_MIRROR, **{b: a for a, b in _MIRROR.items()}}
    return torch.tensor([pairs.get(label, label) for label in range(len(LABELS))])[labels]


def _interval(g: torch.Generator, count: int) -> tuple[Tensor, Tensor]:
    """First and last sample time of an action: half of the clips are covered fully, half to at least 55 %."""
    length = torch.where(torch.rand(count, generator=g) < 0.5, torch.tensor(float(LAST)),
                         uniform(g, 0.55, 1.0, count) * LAST)
    first = torch.rand(count, generator=g) * (LAST - length)
    side = torch.rand(count, generator=g)
    first = torch.where(side < 0.35, torch.zeros(count), torch.where(side < 0.7, LAST - length, first))
    return first, first + length


def _fragment(g: torch.Generator, count: int) -> tuple[Tensor, Tensor]:
    """An action that only touches one end of the clip, for at most an eighth of it."""
    length = uniform(g, 0.0, 0.125, count) * LAST
    early = torch.rand(count, generator=g) < 0.5
    first = torch.where(early, torch.zeros(count), LAST - length)
    return first, first + length


def _fade(g: torch.Generator, first: Tensor, last: Tensor, part: Tensor, falling: Tensor) -> Tensor:
    """Opacity of a fade; it reaches its ends only where the clip shows them."""
    n = len(part)
    swing = uniform(g, 0.4, 1.0, n)[:, None]
    starts, stops = (first > 0.01)[:, None], (last < LAST - 0.01)[:, None]
    spare = (1 - swing) * torch.rand(n, 1, generator=g)
    low = torch.where(torch.where(falling[:, None], stops, starts), torch.zeros(n, 1), spare)
    high = torch.where(torch.where(falling[:, None], starts, stops), torch.ones(n, 1), low + swing)
    return torch.where(falling[:, None], high + (low - high) * part, low + (high - low) * part)


def random_tracks(g: torch.Generator, labels: Tensor) -> Track:
    """Draws a trajectory for every label; ranges are chosen so that no single frame tells the label."""
    n = len(labels)
    kind = labels.clone()
    first, last = _interval(g, n)
    brief = (labels == STILL) & (torch.rand(n, generator=g) < 0.25)
    kind = torch.where(brief, torch.randint(1, len(LABELS), (n,), generator=g), kind)
    begin, end = _fragment(g, n)
    first, last = torch.where(brief, begin, first), torch.where(brief, end, last)
    length = (last - first).clamp(min=1e-3)
    time = torch.arange(FRAMES, dtype=torch.float32)[None]
    linear = ((time - first[:, None]) / length[:, None]).clamp(0, 1)
    ease = uniform(g, 0.0, 0.7, n)[:, None]
    part = linear * (1 - ease) + linear * linear * (3 - 2 * linear) * ease

    def when(*kinds: int) -> Tensor:
        return sum((kind == k).float() for k in kinds)[:, None]

    log_ratio = (uniform(g, 0.07, 0.17, n) * length).clamp(max=1.2)[:, None]
    middle = uniform(g, math.log(0.12), math.log(0.26), n)[:, None]
    highest = math.log(0.33) - log_ratio / 2 * when(GROW, SHRINK)
    lowest = math.log(0.075) + log_ratio / 2 * when(GROW, SHRINK)
    middle = torch.maximum(torch.minimum(middle, highest), lowest)
    radius = (middle + (when(GROW) - when(SHRINK)) * (part - 0.5) * log_ratio).exp()

    travel = (uniform(g, 0.03, 0.12, n) * length).clamp(max=0.62)[:, None] * (part - 0.5)
    rate = 1.1 / length + torch.rand(n, generator=g) * (0.38 - 1.1 / length).clamp(min=0)
    height = uniform(g, 0.1, 0.26, n)[:, None]
    phase = (torch.rand(n, generator=g) * (length >= LAST - 1e-3))[:, None]
    hop = height * (math.pi * (linear * (length * rate.clamp(max=0.45))[:, None] + phase)).sin().abs()
    step_x = travel * (when(RIGHT) - when(LEFT))
    step_y = travel * (when(DOWN) - when(UP)) - when(BOUNCE) * (hop - height / 2)
    centre = []
    for step in (step_x, step_y):
        room = (0.5 - 0.85 * radius.amax(1) - step.abs().amax(1)).clamp(min=0.01)
        centre.append((torch.rand(n, generator=g) * 2 - 1) * room)
    position = torch.stack([centre[0][:, None] + step_x, centre[1][:, None] + step_y], -1)

    turn = math.radians(1) * (uniform(g, 15, 35, n) * length)[:, None] * (part - 0.5)
    angle = uniform(g, -math.pi, math.pi, n)[:, None] + turn * (when(CLOCKWISE) - when(COUNTER_CLOCKWISE))

    opacity = 1 + when(APPEAR, VANISH) * (_fade(g, first, last, part, kind == VANISH) - 1)
    mean = opacity.mean(1, keepdim=True)
    slight = brief[:, None] & (when(APPEAR, VANISH) > 0)
    opacity = torch.where(slight, mean.round() + 0.15 * (opacity - mean), opacity)
    gone = ((labels == STILL) & ~brief & (torch.rand(n, generator=g) < 0.15))[:, None]
    opacity = torch.where(gone, torch.zeros(n, 1), opacity)

    shake = torch.randn(n, FRAMES, 4, generator=g)
    return Track(position + 0.002 * shake[..., :2], radius * (1 + 0.008 * shake[..., 2]),
                 angle + 0.012 * shake[..., 3], opacity.clamp(0, 1))
