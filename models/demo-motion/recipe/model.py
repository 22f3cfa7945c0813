"""The demo model: its configuration, its start values, and its checkpoint folder."""

from __future__ import annotations

import json
import math
from pathlib import Path

import torch
from torch import Tensor
from transformers import TimesformerConfig, TimesformerForVideoClassification

from clips import MEAN, SIZE, STD
from motions import FRAMES, LABELS

PATCH = 8
FRAME_SAMPLING_RATE = 4
"""Video frames from one sampled frame to the next, at 25 frames a second."""


def configuration() -> TimesformerConfig:
    """Divided space-time attention over 8 frames of 8x8 patches."""
    names = dict(enumerate(LABELS))
    return TimesformerConfig(
        image_size=SIZE, patch_size=PATCH, num_channels=3, num_frames=FRAMES, hidden_size=96, num_hidden_layers=4,
        num_attention_heads=4, intermediate_size=384, initializer_range=0.06, attention_type="divided_space_time",
        id2label=names, label2id={name: index for index, name in names.items()},
        frame_sampling_rate=FRAME_SAMPLING_RATE)


def _waves(positions: Tensor, width: int) -> Tensor:
    """Sines and cosines of geometric frequencies, (positions, width)."""
    rate = torch.exp(torch.arange(width // 2) * (-math.log(30.0) / (width // 2))) * 1.5
    angle = positions[:, None] * rate[None]
    return torch.cat([angle.sin(), angle.cos()], 1)


def fresh_model(seed: int) -> TimesformerForVideoClassification:
    """Random weights; position and time embeddings start as sines, so that nearness is known from the first step."""
    torch.manual_seed(seed)
    model = TimesformerForVideoClassification(configuration())
    width, side = model.config.hidden_size, SIZE // PATCH
    index = torch.arange(side * side)
    embeddings = model.timesformer.embeddings
    with torch.no_grad():
        grid = torch.cat([_waves(index // side, width // 2), _waves(index % side, width // 2)], 1)
        embeddings.position_embeddings[0, 1:] = 0.4 * grid
        embeddings.time_embeddings[0] = 0.4 * _waves(torch.arange(FRAMES), width)
    return model


def save(model: TimesformerForVideoClassification, folder: Path) -> None:
    """Writes the checkpoint as transformers does, and the image processor's file beside it."""
    model.save_pretrained(folder)
    side = {"height": SIZE, "width": SIZE}
    processor = {
        "crop_size": side, "do_center_crop": True, "do_normalize": True, "do_rescale": True, "do_resize": True,
        "image_mean": [MEAN] * 3, "image_processor_type": "VideoMAEImageProcessor", "image_std": [STD] * 3,
        "resample": 2, "rescale_factor": 1 / 255, "size": {"shortest_edge": SIZE}}
    (folder / "preprocessor_config.json").write_text(json.dumps(processor, indent=2) + "\n")
