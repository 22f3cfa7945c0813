"""Draws the sample video and its segment list.

    python sample_video.py --out ../../../resources/sample
"""

from __future__ import annotations

import argparse
import json
import subprocess
from pathlib import Path

import torch

import shapes
from render import Style, render
from storyboard import SCENES, Scene, segments, track
from textures import SPAN, hsv_to_rgb, tiles

WIDTH, HEIGHT, FPS = 384, 216, 25
CHUNK = 25


def style(scene: Scene) -> Style:
    """A warm and a cool half, with a pale or a dark edge."""
    fill, back = (hsv_to_rgb(torch.tensor([hue]), torch.tensor([0.85]), torch.tensor([0.95]))
                  for hue in (scene.warm, scene.cool))
    edge = 0.3 * fill + 0.7 if scene.bright_edge else 0.45 * fill
    shape = torch.tensor([list(shapes.POLYGONS).index(scene.shape)])
    return Style(shape, fill, edge, torch.tensor([0.1]), torch.tensor([0.15]), back, torch.tensor([scene.split]))


def encoder(path: Path) -> subprocess.Popen[bytes]:
    """ffmpeg reading raw frames and writing H.264."""
    return subprocess.Popen(
        ["ffmpeg", "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}",
         "-r", str(FPS), "-i", "-", "-c:v", "libx264", "-preset", "veryslow", "-crf", "22", "-g", "50",
         "-pix_fmt", "yuv420p", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709",
         "-vf", "scale=out_color_matrix=bt709:out_range=tv", "-map_metadata", "-1", "-fflags", "+bitexact",
         "-flags:v", "+bitexact", "-movflags", "+faststart", str(path)], stdin=subprocess.PIPE)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    args.out.mkdir(parents=True, exist_ok=True)
    ffmpeg = encoder(args.out / "motions.mp4")
    assert ffmpeg.stdin is not None
    atlas, frames = shapes.atlas(256), 0
    for scene in SCENES:
        g = torch.Generator().manual_seed(scene.tile_seed)
        tile = tiles(g, 1, int(SPAN * HEIGHT), atlas, grain=0.0)
        path, look = track(scene), style(scene)
        length = path.radius.shape[1]
        time = torch.arange(length)[None, :, None]
        offset = torch.tensor(scene.drift)[None, None] * time
        for first in range(0, length, CHUNK):
            part = slice(first, first + CHUNK)
            piece = type(path)(path.position[:, part], path.radius[:, part], path.angle[:, part], path.opacity[:, part])
            pixels = render(tile, offset[:, part], piece, look, atlas, HEIGHT, WIDTH)[0]
            ffmpeg.stdin.write((pixels * 255).round().byte().permute(0, 2, 3, 1).contiguous().numpy().tobytes())
        frames += length
    ffmpeg.stdin.close()
    if ffmpeg.wait():
        raise SystemExit("ffmpeg failed")
    listing = {"fps": FPS, "frameCount": frames, "segments": segments()}
    (args.out / "motions.segments.json").write_text(json.dumps(listing, indent=2) + "\n")
    print(f"{frames} frames, {(args.out / 'motions.mp4').stat().st_size} bytes")


if __name__ == "__main__":
    main()
