"""Outlines of the shapes, as polygons and as a signed distance atlas that can be sampled at any size."""

from __future__ import annotations

import math

import torch
from torch import Tensor

ATLAS_EXTENT = 1.5
"""Half width of an atlas cell, in shape radii."""

_CORNERS = 48


def _ring(radii: list[float], start: float = -90.0) -> list[tuple[float, float]]:
    step = 2 * math.pi / len(radii)
    first = math.radians(start)
    return [(r * math.cos(first + i * step), r * math.sin(first + i * step)) for i, r in enumerate(radii)]


def _half_disc() -> list[tuple[float, float]]:
    return [(math.cos(a), math.sin(a) - 0.4) for a in (math.pi * i / 40 for i in range(41))]


def _heart() -> list[tuple[float, float]]:
    points = []
    for i in range(_CORNERS):
        a = 2 * math.pi * i / _CORNERS
        y = 13 * math.cos(a) - 5 * math.cos(2 * a) - 2 * math.cos(3 * a) - math.cos(4 * a)
        points.append((math.sin(a) ** 3, -y / 16))
    return points


def _drop() -> list[tuple[float, float]]:
    arc = [math.radians(-30 + 240 * i / 40) for i in range(41)]
    return [(0.62 * math.cos(a), 0.38 + 0.62 * math.sin(a)) for a in arc] + [(0.0, -1.0)]


POLYGONS: dict[str, list[tuple[float, float]]] = {
    "triangle": _ring([1.0] * 3),
    "square": _ring([1.0] * 4),
    "bar": [(-1.0, -0.38), (1.0, -0.38), (1.0, 0.38), (-1.0, 0.38)],
    "star": _ring([1.0, 0.45] * 5),
    "plus": [(-0.32, -1.0), (0.32, -1.0), (0.32, -0.32), (1.0, -0.32), (1.0, 0.32), (0.32, 0.32),
             (0.32, 1.0), (-0.32, 1.0), (-0.32, 0.32), (-1.0, 0.32), (-1.0, -0.32), (-0.32, -0.32)],
    "arrow": [(1.0, 0.0), (0.1, -0.85), (0.1, -0.35), (-0.9, -0.35), (-0.9, 0.35), (0.1, 0.35), (0.1, 0.85)],
    "corner": [(-0.8, -0.8), (-0.1, -0.8), (-0.1, 0.1), (0.8, 0.1), (0.8, 0.8), (-0.8, 0.8)],
    "half disc": _half_disc(),
    "heart": _heart(),
    "drop": _drop(),
}
"""Corner lists with a radius of about 1 around the origin; x to the right, y down."""


def corners() -> Tensor:
    """All polygons as one (shapes, corners, 2) tensor; shorter ones repeat their last corner."""
    rows = [points + [points[-1]] * (_CORNERS - len(points)) for points in POLYGONS.values()]
    return torch.tensor(rows, dtype=torch.float32)


def distance(points: Tensor, polygon: Tensor) -> Tensor:
    """Signed distance of (..., 2) points to one (corners, 2) polygon; negative inside."""
    inside = torch.ones(points.shape[:-1])
    nearest = torch.full(points.shape[:-1], float("inf"))
    for a, b in zip(polygon, polygon.roll(-1, 0)):
        edge = b - a
        squared = float(edge @ edge)
        if squared == 0:
            continue
        to = points - a
        along = ((to @ edge) / squared).clamp(0, 1)
        nearest = torch.minimum(nearest, (to - along[..., None] * edge).square().sum(-1))
        crosses = (points[..., 1] >= a[1]) != (points[..., 1] >= b[1])
        left = (edge[0] * to[..., 1] - edge[1] * to[..., 0]) * torch.sign(b[1] - a[1]) > 0
        inside = torch.where(crosses & left, -inside, inside)
    return inside * nearest.sqrt()


def atlas(size: int = 128) -> Tensor:
    """Signed distances of every shape on a (shapes, 1, size, size) grid spanning +-ATLAS_EXTENT."""
    axis = ((torch.arange(size) + 0.5) / size * 2 - 1) * ATLAS_EXTENT
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    grid = torch.stack([x, y], -1)
    return torch.stack([distance(grid, polygon) for polygon in corners()])[:, None]
