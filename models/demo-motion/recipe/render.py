"""Composes background and acting shape into frames, and knows the acting shape's box in each of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from motions import Track
from shapes import ATLAS_EXTENT
from textures import SPAN, hsv_to_rgb, uniform


@dataclass
class Style:
    """Look of the acting shapes: shape index, colours (clips, 3), edge width in radii, light from above.

    A shape has a warm half, `fill`, and a cool one, `back`, on either side of a line through its centre that turns
    with it; `split` is the direction of the cool half. Without them a square that turns is hard to tell from one that
    turns the other way.
    """

    shape: Tensor
    fill: Tensor
    edge: Tensor
    edge_width: Tensor
    light: Tensor
    back: Tensor
    split: Tensor


def random_styles(g: torch.Generator, count: int, shapes: int) -> Style:
    """Saturated colours; the backgrounds and bystanders of `textures` are muted."""
    fill = hsv_to_rgb(uniform(g, -0.06, 0.16, count) % 1, uniform(g, 0.7, 1.0, count), uniform(g, 0.65, 1.0, count))
    back = hsv_to_rgb(uniform(g, 0.5, 0.7, count), uniform(g, 0.7, 1.0, count), uniform(g, 0.5, 1.0, count))
    bright = (torch.rand(count, 1, generator=g) < 0.4).float()
    edge = bright * (0.35 * fill + 0.65) + (1 - bright) * fill * 0.45
    return Style(torch.randint(0, shapes, (count,), generator=g), fill, edge,
                 uniform(g, 0.0, 0.14, count), uniform(g, 0.0, 0.2, count),
                 back, uniform(g, -math.pi, math.pi, count))


def _grid(height: int, width: int) -> tuple[Tensor, Tensor]:
    y = (torch.arange(height) + 0.5) / height - 0.5
    x = ((torch.arange(width) + 0.5) / width - 0.5) * (width / height)
    return x[None, None, None, :], y[None, None, :, None]


def _backdrop(tile: Tensor, offset: Tensor, height: int, width: int) -> Tensor:
    """The tile shifted by (clips, frames, 2) frame heights, as (clips, 3, frames, height, width)."""
    size = tile.shape[-1]
    wrapped = F.pad(tile, (0, 1, 0, 1), mode="circular")
    x, y = _grid(height, width)
    column = ((x - offset[..., 0, None, None]) % SPAN) / SPAN * size
    row = ((y - offset[..., 1, None, None]) % SPAN) / SPAN * size
    clips, frames = offset.shape[:2]
    full = (clips, frames, height, width)
    grid = torch.stack([column.expand(full), row.expand(full)], -1) * (2 / size) - 1
    out = F.grid_sample(wrapped, grid.reshape(clips, frames * height, width, 2), align_corners=True)
    return out.view(clips, 3, frames, height, width)


def render(tile: Tensor, offset: Tensor, track: Track, style: Style, atlas: Tensor, height: int, width: int) -> Tensor:
    """Frames in 0..1, (clips, frames, 3, height, width)."""
    clips, frames = track.radius.shape
    out = _backdrop(tile, offset, height, width)
    x, y = _grid(height, width)
    dx, dy = x - track.position[..., 0, None, None], y - track.position[..., 1, None, None]
    cos, sin = track.angle.cos()[..., None, None], track.angle.sin()[..., None, None]
    radius = track.radius[..., None, None]
    local = torch.stack([(cos * dx + sin * dy) / radius, (cos * dy - sin * dx) / radius], -1)
    grid = (local / ATLAS_EXTENT).reshape(clips, frames * height, width, 2)
    far = F.grid_sample(atlas[style.shape], grid, padding_mode="border", align_corners=False)
    outside = (local.abs().amax(-1) - ATLAS_EXTENT).clamp(min=0)
    far = (far.view(clips, frames, height, width) + outside) * radius
    pixels = far * height
    opacity = track.opacity[..., None, None]
    shadow = (0.35 * opacity * torch.sigmoid(-far / 0.02))[:, None]
    cover = ((0.5 - pixels).clamp(0, 1) * opacity)[:, None]
    inner = (0.5 - (pixels + style.edge_width[:, None, None, None] * radius * height)).clamp(0, 1)[:, None]
    shade = (1 - style.light[:, None, None, None] * (dy / radius).clamp(-1, 1))[:, None]
    split = style.split[:, None, None, None]
    side = (local[..., 0] * split.cos() + local[..., 1] * split.sin()) * radius * height
    warm, cool = style.fill[:, :, None, None, None], style.back[:, :, None, None, None]
    fill = (warm + (cool - warm) * (side + 0.5).clamp(0, 1)[:, None]) * shade
    colour = style.edge[:, :, None, None, None] * (1 - inner) + fill * inner
    out = out * (1 - shadow)
    out = out + (colour - out) * cover
    return out.clamp(0, 1).transpose(1, 2)


def boxes(track: Track, style: Style, corners: Tensor) -> Tensor:
    """Box of the acting shape in every frame, (clips, frames, 4) as x0, y0, x1, y1 in frame heights from the centre."""
    points = corners[style.shape][:, None] * track.radius[..., None, None]
    cos, sin = track.angle.cos()[..., None], track.angle.sin()[..., None]
    x = cos * points[..., 0] - sin * points[..., 1] + track.position[..., 0, None]
    y = sin * points[..., 0] + cos * points[..., 1] + track.position[..., 1, None]
    return torch.stack([x.amin(-1), y.amin(-1), x.amax(-1), y.amax(-1)], -1)


def random_offsets(g: torch.Generator, count: int, frames: int) -> Tensor:
    """Steady drift of the backgrounds in any direction, as fast as the acting shapes move; a fifth stand still."""
    speed = uniform(g, 0.0, 0.12, count) * (torch.rand(count, generator=g) > 0.2)
    heading = uniform(g, -math.pi, math.pi, count)
    step = torch.stack([heading.cos(), heading.sin()], -1) * speed[:, None]
    start = uniform(g, 0, SPAN, count, 1, 2)
    return start + step[:, None] * torch.arange(frames)[None, :, None]
