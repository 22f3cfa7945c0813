"""Fine-tunes a TimeSformer on an export of corrected labels, and saves a checkpoint that Timeloupe opens.

    python retrain.py --export EXPORT --checkpoint ../demo-motion --out CHECKPOINT --train all --seed 1

Frames are sampled and prepared as the checkpoint says. Clips are never mirrored or played backwards: what a label means
may depend on either. The same seed, export and number of threads give the same weights.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections import Counter
from pathlib import Path

import torch
import torch.nn.functional as F
from transformers import TimesformerForVideoClassification
from transformers.image_processing_utils import BaseImageProcessor

import checkpoint
from class_folders import Clip, read_export
from sampling import decode, every_window, image_processor, pixels, random_window, sampling_rate

RATES = {"head": 1e-2, "all": 3e-4}
"""Learning rates unless told."""


def learning_rate(step: int, steps: int, top: float) -> float:
    """Linear over the first tenth, then half a cosine to nothing."""
    warm = max(1, steps // 10)
    return top * min((step + 1) / warm, 0.5 * (1 + math.cos(math.pi * step / steps)))


def train(model: TimesformerForVideoClassification, processor: BaseImageProcessor, clips: list[Clip],
          options: argparse.Namespace) -> None:
    """Cross-entropy over one random window of each clip an epoch; classes weigh as often as they come."""
    frames, rate = model.config.num_frames, sampling_rate(model.config)
    draw = random.Random(options.seed)
    top = options.rate or RATES[options.train]
    parameters = checkpoint.train_only(model, options.train)
    optimizer = torch.optim.AdamW(parameters, lr=top, weight_decay=0.01)
    steps_an_epoch = math.ceil(len(clips) / options.batch)
    steps, step, started = steps_an_epoch * options.epochs, 0, time.time()
    model.train()
    for epoch in range(options.epochs):
        order = draw.sample(clips, len(clips))
        losses = []
        for first in range(0, len(order), options.batch):
            part = order[first:first + options.batch]
            batch = []
            for clip in part:
                images = decode(clip.path)
                batch.append(pixels(processor, [images[i] for i in random_window(len(images), frames, rate, draw)]))
            for group in optimizer.param_groups:
                group["lr"] = learning_rate(step, steps, top)
            logits = model(torch.stack(batch)).logits
            loss = F.cross_entropy(logits, torch.tensor([clip.label for clip in part]))
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            losses.append(float(loss.detach()))
            step += 1
        mean = sum(losses) / len(losses)
        print(f"epoch {epoch + 1} of {options.epochs}: loss {mean:.4f}, {time.time() - started:.0f} s", flush=True)


@torch.no_grad()
def accuracy(model: TimesformerForVideoClassification, processor: BaseImageProcessor, clips: list[Clip]) -> float:
    """Share of clips whose class has the greatest mean logit over the clip's windows."""
    frames, rate = model.config.num_frames, sampling_rate(model.config)
    model.eval()
    right = 0
    for clip in clips:
        images = decode(clip.path)
        windows = every_window(len(images), frames, rate)
        batch = torch.stack([pixels(processor, [images[i] for i in window]) for window in windows])
        right += int(model(batch).logits.mean(0).argmax()) == clip.label
    return right / len(clips)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--export", type=Path, required=True, help="a folder that `export --format class-folders` wrote")
    parser.add_argument("--checkpoint", type=Path, required=True, help="Hugging Face folder to start from")
    parser.add_argument("--out", type=Path, required=True, help="a new folder for the retrained checkpoint")
    parser.add_argument("--train", choices=sorted(RATES), default="all", help="the head alone, or all of it")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, help="learning rate (default: 1e-2 for the head, 3e-4 for all)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    if options.out.exists() and any(options.out.iterdir()):
        raise SystemExit(f"{options.out} holds files: name a new folder.")
    torch.set_num_threads(options.threads)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(options.seed)

    export = read_export(options.export)
    model = checkpoint.load(options.checkpoint, export.labels)
    processor = image_processor(options.checkpoint)
    counts = Counter(export.labels[clip.label] for clip in export.sets["train"])
    print("training on " + ", ".join(f"{counts[label]} {label}" for label in export.labels), flush=True)
    train(model, processor, export.sets["train"], options)
    measured = {name: accuracy(model, processor, clips) for name, clips in export.sets.items() if name != "train"}
    for name, share in measured.items():
        print(f"{name}: {share:.1%} of {len(export.sets[name])} clips are right")
    record = {
        "recipe": "timeloupe retrain 1",
        "checkpoint": str(options.checkpoint.name or options.checkpoint.resolve().name),
        "export": {"manifestSha256": export.manifest_sha256, "project": export.manifest["project"]},
        "train": options.train, "epochs": options.epochs, "batch": options.batch,
        "rate": options.rate or RATES[options.train], "seed": options.seed, "threads": options.threads,
        "clips": {name: len(clips) for name, clips in export.sets.items()},
        "accuracy": measured,
    }
    checkpoint.save(model, options.checkpoint, options.out, record)
    print(f"saved in {options.out}")


if __name__ == "__main__":
    main()
