"""Accuracy and pointing game of a checkpoint on clips from a seed that training never used.

    python evaluate.py --checkpoint .. --clips 3000 --seed 700001
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import torch
from torch import Tensor
from transformers import TimesformerForVideoClassification

from clips import SIZE, Batch, Clips
from maps import VIEWS, views
from model import PATCH
from motions import LABELS, STILL

SIDE = SIZE // PATCH


def patch_hits(batch: Batch, reach: float) -> Tensor:
    """Whether a patch counts as on the acting shape: its centre at most `reach` pixels outside the box.

    (clips, frames, patches), all False in frames that do not show the shape.
    """
    centre = (torch.arange(SIDE) + 0.5) * PATCH
    x0, y0, x1, y1 = (edge[..., None] for edge in batch.boxes.unbind(-1))
    in_x = (centre >= x0 - reach) & (centre <= x1 + reach)
    in_y = (centre >= y0 - reach) & (centre <= y1 + reach)
    return (in_y[..., :, None] & in_x[..., None, :] & batch.seen[..., None, None]).flatten(2)


class Pointing:
    """Counts of peaks that lie on the acting shape, by view, against two baselines."""

    def __init__(self, reach: float) -> None:
        self.reach = reach
        self.frames = self.clips = 0
        self.sums: dict[str, float] = {}

    def _add(self, name: str, value: Tensor) -> None:
        self.sums[name] = self.sums.get(name, 0.0) + float(value)

    def add(self, batch: Batch, maps: dict[str, Tensor]) -> None:
        """Frames that show the shape count, and clips that show it in every frame."""
        hits, shown = patch_hits(batch, self.reach), batch.seen
        full = shown.all(1)
        self.frames += int(shown.sum())
        self.clips += int(full.sum())
        for name, values in maps.items():
            hit = hits.gather(2, values.argmax(2, keepdim=True))[..., 0]
            self._add(name, (hit & shown).sum())
            best = values.flatten(1).argmax(1)
            self._add(name + "/clip", (hits.flatten(1).gather(1, best[:, None])[:, 0] & full).sum())
            positive = values.clamp(min=0)
            share = (positive * hits).sum(2) / positive.sum(2).clamp(min=1e-12)
            self._add(name + "/mass", share[shown].sum())
        middle = [(SIDE // 2 + dy) * SIDE + SIDE // 2 + dx for dy in (-1, 0) for dx in (-1, 0)]
        for name, on in (("random patch", hits.float().mean(2)), ("centre patch", hits[..., middle].float().mean(2))):
            self._add(name, on[shown].sum())
            self._add(name + "/clip", on[full].mean(1).sum())
            self._add(name + "/mass", on[shown].sum())

    def table(self) -> str:
        """One Markdown row a view: frames hit, clips hit, mass inside."""
        rows = []
        for name in (*VIEWS, "random patch", "centre patch"):
            per_frame, mass = self.sums[name] / self.frames, self.sums[name + "/mass"] / self.frames
            rows.append(f"| {name} | {per_frame:.1%} | {self.sums[name + '/clip'] / self.clips:.1%} | {mass:.1%} |")
        return "\n".join(["| view | frames | clips | mass inside |", "|---|---|---|---|", *rows])


def box_area(batch: Batch) -> Tensor:
    """Share of the frame that the box covers, for every frame that shows the shape."""
    box = batch.boxes.clamp(0, SIZE)
    return ((box[..., 2] - box[..., 0]) * (box[..., 3] - box[..., 1]) / SIZE ** 2)[batch.seen]


class TimeControls:
    """The same clips with the time taken out (one frame repeated) and turned round (played backwards)."""

    def __init__(self) -> None:
        self.moving = self.frozen_right = self.clips = self.reversed_right = 0

    @torch.no_grad()
    def add(self, model: TimesformerForVideoClassification, batch: Batch) -> None:
        """Counts right labels under both changes; `still` is left out of the repeated frame, where it is right."""
        clip = torch.arange(len(batch.labels))
        frame = batch.pixels[clip, clip % batch.pixels.shape[1]]
        frozen = model(frame[:, None].expand_as(batch.pixels)).logits.argmax(-1)
        moving = batch.labels != STILL
        self.moving += int(moving.sum())
        self.frozen_right += int(((frozen == batch.labels) & moving).sum())
        reverse = batch.backwards()
        backwards = model(reverse.pixels).logits.argmax(-1)
        self.clips += len(clip)
        self.reversed_right += int((backwards == reverse.labels).sum())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--clips", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=700_001)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    model = TimesformerForVideoClassification.from_pretrained(args.checkpoint).eval()
    source, started = Clips(args.seed), time.time()
    confusion = torch.zeros(len(LABELS), len(LABELS), dtype=torch.long)
    strict, near, areas = Pointing(0.0), Pointing(PATCH / 2), []
    controls = TimeControls()
    for first in range(0, args.clips, 50):
        batch = source.batch(min(50, args.clips - first))
        logits, maps = views(model, batch.pixels)
        confusion.index_put_((batch.labels, logits.argmax(-1)), torch.tensor(1), accumulate=True)
        strict.add(batch, maps)
        near.add(batch, maps)
        areas.append(box_area(batch))
        controls.add(model, batch)
    right = confusion.diag().sum() / confusion.sum()
    print(f"{int(confusion.sum())} clips, seed {args.seed}, {time.time() - started:.0f} s, accuracy {right:.2%}\n")
    print("| class | clips | right | taken for |\n|---|---|---|---|")
    for index, name in enumerate(LABELS):
        row = confusion[index].clone()
        total, good = int(row.sum()), int(row[index])
        row[index] = 0
        wrong = ", ".join(f"{LABELS[int(i)]} {int(row[i])}" for i in row.argsort(descending=True)[:2] if row[i])
        print(f"| {name} | {total} | {good / max(1, total):.1%} | {wrong} |")
    print(f"\none frame repeated, all but still: {controls.frozen_right / controls.moving:.1%} right")
    print(f"played backwards, against the mirrored label: {controls.reversed_right / controls.clips:.1%} right")
    print(f"box area {torch.cat(areas).mean():.1%} of the frame; {strict.frames} frames, {strict.clips} clips")
    print(f"\npeak patch's centre inside the box\n\n{strict.table()}")
    print(f"\npeak patch's centre at most {PATCH // 2} pixels outside the box\n\n{near.table()}")


if __name__ == "__main__":
    main()
