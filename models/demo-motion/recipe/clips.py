"""Endless batches of labelled clips from one seed."""

from __future__ import annotations

from dataclasses import dataclass, fields

import torch
import torch.nn.functional as F
from torch import Tensor

import shapes
from motions import FRAMES, LABELS, SEEN, STILL, mirrored, random_tracks
from render import boxes, random_offsets, random_styles, render
from textures import tiles, uniform

SIZE = 64
MEAN, STD = 0.45, 0.225


@dataclass
class Batch:
    """pixels (clips, frames, 3, SIZE, SIZE) normalised; boxes (clips, frames, 4) in pixels; the rest (clips, frames).

    seen: whether the frame shows the acting shape; facing: the angle of its cool half on the screen.
    """

    pixels: Tensor
    labels: Tensor
    boxes: Tensor
    seen: Tensor
    facing: Tensor

    def backwards(self) -> Batch:
        """The same clips played backwards."""
        return Batch(self.pixels.flip(1), mirrored(self.labels), self.boxes.flip(1), self.seen.flip(1),
                     self.facing.flip(1))


def _blur(frames: Tensor, sigma: Tensor) -> Tensor:
    """Gaussian blur of five taps with one sigma in pixels per clip."""
    clips, count, channels, height, width = frames.shape
    taps = torch.exp(-torch.arange(-2, 3).square()[None] / (2 * sigma[:, None].square() + 1e-6))
    taps = (taps / taps.sum(1, keepdim=True)).repeat_interleave(count * channels, 0)
    flat = frames.reshape(1, -1, height, width)
    flat = F.conv2d(F.pad(flat, (2, 2, 0, 0), mode="replicate"), taps[:, None, None], groups=len(taps))
    flat = F.conv2d(F.pad(flat, (0, 0, 2, 2), mode="replicate"), taps[:, None, :, None], groups=len(taps))
    return flat.view(frames.shape)


def augment(g: torch.Generator, frames: Tensor) -> Tensor:
    """What cameras and codecs do: blur, contrast, brightness, sensor noise, rounding to 8 bits."""
    clips = len(frames)
    soft = torch.rand(clips, generator=g) < 0.5
    if soft.any():
        frames = frames.clone()
        frames[soft] = _blur(frames[soft], uniform(g, 0.2, 0.8, int(soft.sum())))
    contrast = uniform(g, 0.75, 1.2, clips, 1, 1, 1, 1)
    brightness = uniform(g, -0.08, 0.08, clips, 1, 1, 1, 1)
    noise = uniform(g, 0.0, 0.03, clips, 1, 1, 1, 1) * torch.randn(frames.shape, generator=g)
    frames = (frames - 0.5) * contrast + 0.5 + brightness + noise
    return (frames.clamp(0, 1) * 255).round() / 255


class Clips:
    """Draws batches; the same seed gives the same sequence of batches.

    `weights` says how often each label is drawn, evenly unless given.
    """

    def __init__(self, seed: int, pool: int = 192, weights: Tensor | None = None) -> None:
        self._g = torch.Generator().manual_seed(seed)
        self._atlas, self._corners = shapes.atlas(), shapes.corners()
        self._pool = tiles(self._g, pool, 2 * SIZE, self._atlas)
        self._turn = 0
        self._weights = torch.ones(len(LABELS)) if weights is None else weights

    def _backgrounds(self, count: int) -> Tensor:
        """Tiles from a pool that is renewed piece by piece."""
        fresh = max(1, count // 4)
        start = self._turn % (len(self._pool) - fresh)
        self._pool[start:start + fresh] = tiles(self._g, fresh, 2 * SIZE, self._atlas)
        self._turn += fresh
        picked = self._pool[torch.randint(0, len(self._pool), (count,), generator=self._g)]
        flips = [(2,), (3,), (2, 3)]
        choice = int(torch.randint(0, 4, (1,), generator=self._g))
        return picked if choice == 3 else picked.flip(flips[choice])

    def batch(self, count: int, augmented: bool = True) -> Batch:
        """The next `count` clips."""
        g = self._g
        labels = torch.multinomial(self._weights, count, replacement=True, generator=g)
        track, style = random_tracks(g, labels), random_styles(g, count, len(self._corners))
        backgrounds, offsets = self._backgrounds(count), random_offsets(g, count, FRAMES)
        frames = render(backgrounds, offsets, track, style, self._atlas, SIZE, SIZE)
        box = (boxes(track, style, self._corners) + 0.5) * SIZE
        seen, facing = track.opacity >= SEEN, track.angle + style.split[:, None]
        still = torch.nonzero(labels == STILL)[:, 0]
        if len(still) > 1:  # a fifth of the still clips are cut to another still scene
            cut = torch.where(torch.rand(len(still), generator=g) < 0.2,
                              torch.randint(1, FRAMES, (len(still),), generator=g), FRAMES)
            after = torch.arange(FRAMES)[None] >= cut[:, None]
            for values in (frames, box, seen, facing):
                mask = after.view(*after.shape, *[1] * (values.dim() - 2))
                values[still] = torch.where(mask, values[still.roll(1)], values[still])
        if augmented:
            frames = augment(g, frames)
        return Batch((frames - MEAN) / STD, labels, box, seen, facing)

    def pairs(self, count: int) -> Batch:
        """`count` clips, the second half of them the first half played backwards."""
        there = self.batch(count // 2)
        back = there.backwards()
        return Batch(*(torch.cat([getattr(there, field.name), getattr(back, field.name)]) for field in fields(Batch)))
