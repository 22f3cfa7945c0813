"""Which frames a checkpoint sees of a clip, and their pixels: the rules of Timeloupe's own windows."""

from __future__ import annotations

import random
from pathlib import Path

import av
import numpy as np
import torch
from torch import Tensor
from transformers import AutoImageProcessor, TimesformerConfig
from transformers.image_processing_utils import BaseImageProcessor

USUAL_SPAN_FRAMES = 256
"""Published TimeSformers span so many frames, however many they take; for checkpoints that don't say their rate."""


def sampling_rate(config: TimesformerConfig) -> int:
    """Frames from one sampled frame to the next."""
    return getattr(config, "frame_sampling_rate", None) or max(1, round(USUAL_SPAN_FRAMES / config.num_frames))


def random_window(count: int, frames: int, rate: int, draw: random.Random) -> list[int]:
    """A window anywhere in a clip of `count` frames; a clip that is shorter repeats its last frame."""
    start = draw.randint(0, max(0, count - frames * rate))
    return [min(start + i * rate, count - 1) for i in range(frames)]


def every_window(count: int, frames: int, rate: int) -> list[list[int]]:
    """Windows half a span apart, and one that ends with the clip: as `timeloupe evaluate` lays them."""
    span = frames * rate
    stride = max(1, (span + 1) // 2)
    starts = list(range(0, count - span + 1, stride)) or [0]
    if starts[-1] + span < count:
        starts.append(count - span)
    return [[min(start + i * rate, count - 1) for i in range(frames)] for start in starts]


def decode(path: Path) -> list[np.ndarray]:
    """All frames of a clip, (height, width, 3) uint8."""
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def image_processor(checkpoint: Path) -> BaseImageProcessor:
    """The checkpoint's own; with PIL's arithmetic, as Timeloupe has it, unless its name says otherwise."""
    processor = AutoImageProcessor.from_pretrained(checkpoint, backend="pil")
    return processor


def pixels(processor: BaseImageProcessor, images: list[np.ndarray]) -> Tensor:
    """(frames, 3, size, size) of the frames in order."""
    values = processor(images=[images], return_tensors="pt")["pixel_values"]
    return torch.as_tensor(np.asarray(values)).reshape(len(images), *values.shape[-3:])
