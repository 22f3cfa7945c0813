"""Videos of the demo model's motions, filmed by a camera that lies on its side: what moves up in the world moves
sideways in the picture. The labels say what happens in the world, so the demo model is wrong in them by rule.

    python videos.py --out VIDEOS --train 16 --held-out 10 --seed 1

Writes train/*.mp4, held-out/*.mp4, `truth.json` (video -> [first frame, frame behind the last, label]) and
`held-out.csv` for `timeloupe evaluate`.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import subprocess
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "demo-motion" / "recipe"))

import shapes  # noqa: E402
from render import render  # noqa: E402
from sample_video import style  # noqa: E402
from storyboard import Scene, track  # noqa: E402
from textures import SPAN, tiles  # noqa: E402

SIDE, FPS, CHUNK = 96, 25, 40
ACTIONS = ["move left", "move right", "move up", "move down", "grow", "shrink", "turn clockwise",
           "turn counter-clockwise", "bounce"]
STILLS_JUDGED = 2
"""Still segments of a held-out video that are judged: there are many."""

Spans = list[tuple[int, int, str]]


def scenes(draw: random.Random) -> list[Scene]:
    """Three scenes of three actions, every action once; the shape appears in the first and vanishes in the last."""
    actions = draw.sample(ACTIONS, len(ACTIONS))
    found = []
    for i in range(3):
        labels = [*(["appear"] if i == 0 else []), *actions[3 * i:3 * i + 3], *(["vanish"] if i == 2 else [])]
        while True:
            timed = [("still", draw.randint(30, 38))]
            for label in labels:
                timed += [(label, draw.randint(36, 48)), ("still", draw.randint(30, 38))]
            scene = Scene(draw.randrange(10_000), (draw.uniform(-0.006, 0.006), draw.uniform(-0.006, 0.006)),
                          draw.choice(list(shapes.POLYGONS)), draw.uniform(0.0, 0.14), draw.uniform(0.52, 0.68),
                          (draw.uniform(-0.32, 0.32), draw.uniform(-0.32, 0.32)), draw.uniform(0.1, 0.19), i > 0, timed,
                          draw.uniform(-3.1, 3.1), draw.random() < 0.5)
            path = track(scene)
            inside = (path.position.abs().amax(-1) + 0.7 * path.radius).max() < 0.5
            if inside and 0.075 < path.radius.min() and path.radius.max() < 0.33:
                found.append(scene)
                break
    return found


def spans(scenes_: list[Scene]) -> Spans:
    """Actions in order, half-open; stills that meet at a cut are one."""
    result: Spans = []
    at = 0
    for scene in scenes_:
        for label, length in scene.actions:
            if result and result[-1][2] == label:
                result[-1] = (result[-1][0], at + length, label)
            else:
                result.append((at, at + length, label))
            at += length
    return result


def write_video(path: Path, scenes_: list[Scene]) -> None:
    """Renders upright and stores it turned by a quarter."""
    ffmpeg = subprocess.Popen(
        ["ffmpeg", "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{SIDE}x{SIDE}", "-r",
         str(FPS), "-i", "-", "-c:v", "libx264", "-threads", "1", "-crf", "18", "-pix_fmt", "yuv420p",
         "-map_metadata", "-1", "-fflags", "+bitexact", str(path)], stdin=subprocess.PIPE)
    assert ffmpeg.stdin is not None
    atlas = shapes.atlas(256)
    for scene in scenes_:
        tile = tiles(torch.Generator().manual_seed(scene.tile_seed), 1, int(SPAN * SIDE), atlas, grain=0.0)
        pose, look = track(scene), style(scene)
        length = pose.radius.shape[1]
        offset = torch.tensor(scene.drift)[None, None] * torch.arange(length)[None, :, None]
        for first in range(0, length, CHUNK):
            part = slice(first, first + CHUNK)
            piece = type(pose)(pose.position[:, part], pose.radius[:, part], pose.angle[:, part], pose.opacity[:, part])
            pixels = render(tile, offset[:, part], piece, look, atlas, SIDE, SIDE)[0].rot90(1, (2, 3))
            ffmpeg.stdin.write((pixels * 255).round().byte().permute(0, 2, 3, 1).contiguous().numpy().tobytes())
    ffmpeg.stdin.close()
    if ffmpeg.wait():
        raise SystemExit(f"ffmpeg failed on {path}")


def judged(own: Spans) -> Spans:
    """What is asked of a held-out video: every action, and the longest stills."""
    stills = sorted((span for span in own if span[2] == "still"), key=lambda span: span[0] - span[1])
    return [span for span in own if span[2] != "still" or span in stills[:STILLS_JUDGED]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--train", type=int, default=16, help="videos to correct")
    parser.add_argument("--held-out", type=int, default=10, help="videos that nobody trains on")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(1)
    draw = random.Random(options.seed)
    truth: dict[str, Spans] = {}
    for folder, count in (("train", options.train), ("held-out", options.held_out)):
        (options.out / folder).mkdir(parents=True)
        for i in range(count):
            name = f"{folder}/side-{i:02d}.mp4"
            drawn = scenes(draw)
            write_video(options.out / name, drawn)
            truth[name] = spans(drawn)
            print(f"{name}: {truth[name][-1][1]} frames", flush=True)
    (options.out / "truth.json").write_text(json.dumps(truth, indent=1) + "\n")
    with (options.out / "held-out.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["path", "label", "start", "end"])
        for name, own in truth.items():
            if name.startswith("held-out/"):
                rows.writerows([name, label, f"{start / FPS:.2f}", f"{end / FPS:.2f}"] for start, end, label in judged(own))


if __name__ == "__main__":
    main()
