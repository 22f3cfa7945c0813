"""Trains the demo model from random weights on clips drawn on the fly.

    python train.py --out checkpoint
"""

from __future__ import annotations

import argparse
import copy
import math
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from transformers import TimesformerForVideoClassification

from clips import SIZE, Batch, Clips
from model import PATCH, fresh_model, save
from motions import CLOCKWISE, COUNTER_CLOCKWISE, LABELS

FACING_BLOCKS, LABEL_BLOCKS = 2, 3
"""How many blocks lie before the hidden states that the two auxiliary heads read."""


def label_weights() -> Tensor:
    """How often each label is drawn in training: the directions of turning, which are hardest, twice as often."""
    weights = torch.ones(len(LABELS))
    weights[[CLOCKWISE, COUNTER_CLOCKWISE]] = 2.0
    return weights


def patch_targets(batch: Batch) -> Tensor:
    """Per patch and frame 1 + label where the patch's centre lies in the acting shape's box, else 0.

    (clips, patches * frames) in the model's token order: patch by patch, frames fastest.
    """
    side = SIZE // PATCH
    centre = (torch.arange(side) + 0.5) * PATCH
    x0, y0, x1, y1 = (edge[..., None] for edge in batch.boxes.unbind(-1))
    margin = PATCH / 4
    in_x = (centre >= x0 - margin) & (centre <= x1 + margin)
    in_y = (centre >= y0 - margin) & (centre <= y1 + margin)
    inside = in_y[..., :, None] & in_x[..., None, :] & batch.seen[..., None, None]
    flat = inside.flatten(2).transpose(1, 2).flatten(1)
    return flat.long() * (1 + batch.labels[:, None])


class AuxiliaryHeads(nn.Module):
    """Two linear heads on patch tokens that help training along and are thrown away after it.

    One tells patches on the acting shape, by label, from all others; one tells which way the shape faces.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.label = nn.Linear(width, 1 + len(LABELS))
        self.facing = nn.Linear(width, 2)

    def forward(self, hidden_states: tuple[Tensor, ...], batch: Batch) -> tuple[Tensor, Tensor]:
        """Both losses; patches on the shape and beside it weigh the same in sum."""
        targets = patch_targets(batch)
        on = (targets > 0).float()
        scores = self.label(hidden_states[LABEL_BLOCKS][:, 1:]).float()
        each = F.cross_entropy(scores.flatten(0, 1), targets.flatten(), reduction="none").view_as(on)
        by_label = ((each * on).sum() / on.sum().clamp(min=1) + (each * (1 - on)).sum() / (1 - on).sum()) / 2
        angle = batch.facing.repeat(1, targets.shape[1] // batch.facing.shape[1])
        gap = self.facing(hidden_states[FACING_BLOCKS][:, 1:]).float() - torch.stack([angle.cos(), angle.sin()], -1)
        return by_label, (gap.square().sum(-1) * on).sum() / on.sum().clamp(min=1)


def learning_rate(step: int, steps: int, top: float, warm: int) -> float:
    """Linear warm-up, then half a cosine to a hundredth."""
    if step < warm:
        return top * (step + 1) / warm
    part = (step - warm) / max(1, steps - warm)
    return top * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * part)))


def make_optimizers(model: nn.Module, head: nn.Module, rate: float) -> list[torch.optim.Optimizer]:
    """Muon for the encoder's matrices and AdamW for the rest."""
    matrices = [p for p in model.timesformer.encoder.parameters() if p.dim() == 2]
    rest = [p for p in [*model.parameters(), *head.parameters()] if not any(p is m for m in matrices)]
    return [torch.optim.Muon(matrices, lr=rate, weight_decay=0.05, adjust_lr_fn="match_rms_adamw"),
            torch.optim.AdamW(rest, lr=rate, betas=(0.9, 0.98), weight_decay=0.0)]


@torch.no_grad()
def accuracy(model: TimesformerForVideoClassification, clips: Clips, batches: int) -> tuple[float, list[float]]:
    """Share of right labels over all clips, and per class."""
    hits, counts = torch.zeros(len(LABELS)), torch.zeros(len(LABELS))
    for _ in range(batches):
        batch = clips.batch(64)
        right = (model(batch.pixels).logits.argmax(-1) == batch.labels).float()
        hits.index_add_(0, batch.labels, right)
        counts.index_add_(0, batch.labels, torch.ones_like(right))
    return float(hits.sum() / counts.sum()), (hits / counts.clamp(min=1)).tolist()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--warm", type=int, default=150, help="steps of warm-up")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--auxiliary-until", type=float, default=0.8, help="share of the steps with the auxiliary loss")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)

    model = fresh_model(args.seed)
    head = AuxiliaryHeads(model.config.hidden_size)
    average = copy.deepcopy(model).eval().requires_grad_(False)
    optimizers = make_optimizers(model, head, args.rate)
    clips, started, shown = Clips(args.seed, weights=label_weights()), time.time(), []
    model.train()
    for step in range(args.steps):
        rate = learning_rate(step, args.steps, args.rate, args.warm)
        for group in [group for optimizer in optimizers for group in optimizer.param_groups]:
            group["lr"] = rate
        weight = max(0.0, 1 - step / (args.steps * args.auxiliary_until)) if args.auxiliary_until else 0.0
        batch = clips.pairs(args.batch)
        with torch.autocast("cpu", torch.bfloat16):
            out = model(batch.pixels, output_hidden_states=weight > 0)
            loss = F.cross_entropy(out.logits.float(), batch.labels, label_smoothing=0.02)
            by_label, facing = head(out.hidden_states, batch) if weight else (torch.zeros(()), torch.zeros(()))
        (loss + weight * (by_label + facing)).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimizer in optimizers:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        keep = min(0.995, (1 + step) / (10 + step))
        for slow, fast in zip(average.parameters(), model.parameters()):
            slow.lerp_(fast.detach(), 1 - keep)
        right = (out.logits.argmax(-1) == batch.labels).float().mean()
        shown.append(torch.stack([loss, by_label, facing, right]).detach())
        if (step + 1) % 25 == 0:
            means = torch.stack(shown).mean(0).tolist()
            shown = []
            print(f"{step + 1} {time.time() - started:.0f}s loss {means[0]:.3f} patches {means[1]:.3f} "
                  f"facing {means[2]:.3f} right {means[3]:.3f}", flush=True)
        if (step + 1) % 250 == 0 or step + 1 == args.steps:
            save(average, args.out)
            share, by_class = accuracy(average, Clips(900_001, pool=64), 6)
            print(f"  held out {share:.3f} " + " ".join(f"{n}:{a:.2f}" for n, a in zip(LABELS, by_class)), flush=True)


if __name__ == "__main__":
    main()
