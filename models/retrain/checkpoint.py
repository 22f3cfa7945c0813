"""A TimeSformer with a head for the project's classes, and the folder that it is saved in."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import torch
from transformers import TimesformerForVideoClassification

PROCESSOR_FILES = ("preprocessor_config.json", "video_preprocessor_config.json", "processor_config.json")


def load(checkpoint: Path, labels: list[str]) -> TimesformerForVideoClassification:
    """
    The checkpoint with one output a label, in that order. Outputs of labels that it knows by name keep their weights;
    the others begin as small random numbers, from torch's seed.
    """
    model = TimesformerForVideoClassification.from_pretrained(checkpoint)
    known = {name: index for index, name in model.config.id2label.items()}
    old = model.classifier
    head = torch.nn.Linear(old.in_features, len(labels))
    torch.nn.init.normal_(head.weight, std=0.02)
    torch.nn.init.zeros_(head.bias)
    with torch.no_grad():
        for i, label in enumerate(labels):
            if label in known:
                head.weight[i], head.bias[i] = old.weight[known[label]], old.bias[known[label]]
    model.classifier = head
    model.num_labels = len(labels)
    model.config.id2label = dict(enumerate(labels))
    model.config.label2id = {label: i for i, label in enumerate(labels)}
    return model


def train_only(model: TimesformerForVideoClassification, part: str) -> list[torch.nn.Parameter]:
    """Freezes what isn't to be trained. `part`: "head", or "all". Returns the parameters that are left."""
    model.requires_grad_(part == "all")
    model.classifier.requires_grad_(True)
    return [parameter for parameter in model.parameters() if parameter.requires_grad]


def save(model: TimesformerForVideoClassification, source: Path, out: Path, record: dict[str, Any]) -> None:
    """Writes what `transformers` and Timeloupe open, and `retrain.json`, which says how it was made."""
    model.save_pretrained(out)
    for name in PROCESSOR_FILES:
        if (source / name).is_file():
            shutil.copy(source / name, out / name)
    (out / "retrain.json").write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
