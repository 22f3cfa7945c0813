"""Runs a checkpoint over the sample video in sliding windows and compares it with the segment list.

    python check_sample.py --checkpoint .. --sample ../../../resources/sample
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from transformers import TimesformerForVideoClassification

from clips import MEAN, SIZE, STD
from motions import LABELS
from sample_video import HEIGHT, WIDTH


def read_frames(path: Path, width: int, height: int) -> np.ndarray:
    """All frames, (frames, height, width, 3) uint8."""
    raw = subprocess.run(["ffmpeg", "-loglevel", "error", "-i", str(path), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
                         check=True, capture_output=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, height, width, 3)


def preprocess(frames: np.ndarray) -> Tensor:
    """The image processor's steps: short side to SIZE with PIL's bilinear filter, centre crop, normalise."""
    height, width = frames.shape[1:3]
    short = min(height, width)
    size = (int(SIZE * width / short), int(SIZE * height / short))
    left, top = (size[0] - SIZE) // 2, (size[1] - SIZE) // 2
    resized = [np.asarray(Image.fromarray(f).resize(size, Image.Resampling.BILINEAR)) for f in frames]
    cropped = np.stack(resized)[:, top:top + SIZE, left:left + SIZE]
    return (torch.from_numpy(cropped).permute(0, 3, 1, 2).float() / 255 - MEAN) / STD


def window_starts(frames: int, span: int, stride: int) -> list[int]:
    """Every `stride` frames, and one more that ends with the video where the last of them does not."""
    if frames <= span:
        return [0]
    starts = list(range(0, frames - span + 1, stride))
    return starts if starts[-1] + span == frames else [*starts, frames - span]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--sample", type=Path, required=True)
    parser.add_argument("--stride", type=int, default=8)
    args = parser.parse_args()
    torch.set_num_threads(1)
    listing = json.loads((args.sample / "motions.segments.json").read_text())
    model = TimesformerForVideoClassification.from_pretrained(args.checkpoint).eval()
    rate, count = model.config.frame_sampling_rate, model.config.num_frames
    frames = preprocess(read_frames(args.sample / "motions.mp4", WIDTH, HEIGHT))
    assert len(frames) == listing["frameCount"]
    truth = torch.zeros(len(frames), dtype=torch.long)
    for segment in listing["segments"]:
        truth[segment["startFrame"]:segment["endFrame"]] = LABELS.index(segment["label"])
    starts = window_starts(len(frames), count * rate, args.stride)
    clips = torch.stack([frames[[min(s + i * rate, len(frames) - 1) for i in range(count)]] for s in starts])
    with torch.no_grad():
        scores = torch.cat([model(part).logits.softmax(-1) for part in clips.split(32)])
    total = torch.zeros(len(frames), len(LABELS))
    pure = right = 0
    for start, score in zip(starts, scores):
        total[start:start + count * rate] += score
        label, most = Counter(truth[start:start + count * rate].tolist()).most_common(1)[0]
        if most >= 0.75 * count * rate:
            pure += 1
            right += int(score.argmax()) == label
    found = total.argmax(-1)
    agree = found == truth
    inner = torch.ones(len(frames), dtype=torch.bool)
    for segment in listing["segments"]:
        inner[max(0, segment["startFrame"] - 8):segment["startFrame"] + 8] = False
    print(f"{len(starts)} windows, stride {args.stride}, every {rate}th frame")
    print(f"windows with at least three quarters in one segment: {right} of {pure} right ({right / pure:.1%})")
    print(f"frames: {agree.float().mean():.1%} agree; "
          f"further than 8 frames from an edge: {agree[inner].float().mean():.1%}")
    good = 0
    for segment in listing["segments"]:
        start, end = segment["startFrame"], segment["endFrame"]
        label, most = Counter(found[start:end].tolist()).most_common(1)[0]
        good += LABELS[label] == segment["label"]
        print(f"  {start:5d} {end:5d} {segment['label']:22s} -> {LABELS[label]} ({most / (end - start):.0%})")
    print(f"segments: {good} of {len(listing['segments'])} right by majority of frames")


if __name__ == "__main__":
    main()
