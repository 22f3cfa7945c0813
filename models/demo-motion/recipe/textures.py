"""Tileable muted backgrounds with grey bystander shapes painted on them."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from shapes import ATLAS_EXTENT, POLYGONS

SPAN = 2.0
"""Side of a background tile, in frame heights."""


def hsv_to_rgb(hue: Tensor, saturation: Tensor, value: Tensor) -> Tensor:
    """Colours as a (..., 3) tensor; every argument lies in 0..1."""
    sector = (hue[..., None] * 6 + torch.tensor([5.0, 3.0, 1.0])) % 6
    dip = torch.minimum(sector, 4 - sector).clamp(0, 1)
    return value[..., None] * (1 - saturation[..., None] * dip)


def uniform(g: torch.Generator, low: float, high: float, *shape: int) -> Tensor:
    """Uniform random numbers in low..high."""
    return low + (high - low) * torch.rand(*shape, generator=g)


def _noise(g: torch.Generator, count: int, size: int, cells: int) -> Tensor:
    """Smooth tileable noise of about unit variance, (count, size, size)."""
    pad = 2
    grid = F.pad(torch.randn(count, 1, cells, cells, generator=g), (pad,) * 4, mode="circular")
    full = size * (cells + 2 * pad) // cells
    large = F.interpolate(grid, size=(full, full), mode="bicubic", align_corners=False)
    edge = (full - size) // 2
    return large[:, 0, edge:edge + size, edge:edge + size]


def _pattern(g: torch.Generator, count: int, size: int) -> Tensor:
    """Cloud, marble and dot patterns in 0..1, (count, size, size)."""
    octaves = [_noise(g, count, size, cells) for cells in (4, 8, 16, 32)]
    cloud = octaves[0] + 0.6 * octaves[1] + 0.35 * octaves[2] + 0.2 * octaves[3]
    axis = torch.arange(size) / size * 2 * math.pi
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    wave = torch.randint(-7, 8, (2, count, 1, 1), generator=g)
    bend = uniform(g, 0.3, 1.8, count, 1, 1)
    marble = torch.sin(wave[0] * x + wave[1] * y + bend * cloud) + 0.3 * octaves[2]
    pitch = torch.randint(4, 10, (count, 1, 1), generator=g)
    dots = torch.sin(pitch * x + 0.5 * octaves[0]) * torch.sin(pitch * y + 0.5 * octaves[1]) * 1.6 + 0.4 * cloud
    kind = torch.randint(0, 3, (count, 1, 1), generator=g)
    chosen = torch.where(kind == 0, cloud, torch.where(kind == 1, marble, dots))
    return torch.sigmoid(1.6 * chosen)


def _bystanders(g: torch.Generator, tile: Tensor, atlas: Tensor, most: int) -> Tensor:
    """Paints up to `most` grey shapes on every (count, 3, size, size) tile, wrapping at its edges."""
    count, _, size, _ = tile.shape
    axis = (torch.arange(size) + 0.5) / size * SPAN
    for index in range(most):
        shape = torch.randint(0, len(POLYGONS), (count,), generator=g)
        radius = uniform(g, 0.06, 0.17, count, 1, 1)
        angle = uniform(g, -math.pi, math.pi, count, 1, 1)
        centre = uniform(g, 0, SPAN, 2, count, 1)
        x = ((axis[None] - centre[0] + SPAN / 2) % SPAN - SPAN / 2)[:, None, :]
        y = ((axis[None] - centre[1] + SPAN / 2) % SPAN - SPAN / 2)[:, :, None]
        local = torch.stack([angle.cos() * x + angle.sin() * y, angle.cos() * y - angle.sin() * x], -1)
        grid = local / (radius[..., None] * ATLAS_EXTENT)
        far = F.grid_sample(atlas[shape], grid, padding_mode="border", align_corners=False)
        pixels = far * radius[:, None] * (size / SPAN)
        grey = uniform(g, 0.12, 0.9, count, 1, 1, 1)
        tint = hsv_to_rgb(uniform(g, 0, 1, count), uniform(g, 0, 0.08, count), torch.ones(count))[..., None, None]
        shown = (torch.rand(count, 1, 1, 1, generator=g) < (1.0 if index < 2 else 0.6)).float()
        shadow = 0.3 * torch.sigmoid(-pixels / (0.02 * size / SPAN)) * shown
        cover = (0.5 - pixels).clamp(0, 1) * shown
        tile = tile * (1 - shadow)
        tile = tile * (1 - cover) + grey * tint * cover
    return tile


def tiles(g: torch.Generator, count: int, size: int, atlas: Tensor, grain: float = 0.015) -> Tensor:
    """Random backgrounds, (count, 3, size, size) in 0..1; each covers SPAN x SPAN frame heights and repeats."""
    mix = _pattern(g, count, size)[:, None]
    hue = torch.rand(count, generator=g)
    second = (hue + uniform(g, -0.15, 0.15, count)) % 1
    dark = hsv_to_rgb(hue, uniform(g, 0.0, 0.3, count), uniform(g, 0.12, 0.5, count))
    light = hsv_to_rgb(second, uniform(g, 0.0, 0.25, count), uniform(g, 0.4, 0.9, count))
    speckle = grain * torch.randn(count, 1, size, size, generator=g)
    tile = dark[..., None, None] * (1 - mix) + light[..., None, None] * mix + speckle
    return _bystanders(g, tile, atlas, most=7).clamp(0, 1)
