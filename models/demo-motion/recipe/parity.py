"""Writes ../parity.json: the logits that transformers gives for seeded noise, for Timeloupe's to be compared with.

    python parity.py

`maxLogitDifference` is kept as it stands. It was measured with Timeloupe's graphs on a CPU, and
`test/unit/core/models/demo-parity.test.ts` fails where they differ by more than three times as much.
"""

import json
import math
from pathlib import Path

import numpy as np
import torch
import transformers

FOLDER = Path(__file__).resolve().parent.parent
WINDOWS = 8


def noise(count: int) -> np.ndarray:
    """Uniform values of mean 0 and variance 1 by a linear congruential generator, as the test draws them."""
    state = 1
    values = np.empty(count, dtype=np.float64)
    for i in range(count):
        state = (state * 1664525 + 1013904223) % 2**32
        values[i] = (state / 2**32 - 0.5) * math.sqrt(12)
    return values.astype(np.float32)


def main() -> None:
    path = FOLDER / "parity.json"
    stated = json.loads(path.read_text())["maxLogitDifference"] if path.exists() else None
    model = transformers.TimesformerForVideoClassification.from_pretrained(FOLDER).eval()
    config = model.config
    shape = (WINDOWS, config.num_frames, config.num_channels, config.image_size, config.image_size)
    with torch.no_grad():
        logits = model(torch.from_numpy(noise(math.prod(shape)).reshape(shape))).logits
    document = {
        "maxLogitDifference": stated,
        "against": f"transformers {transformers.__version__}, torch {torch.__version__.split('+')[0]}, CPU, float32",
        "windows": WINDOWS,
        "logits": [[float(f"{value:.9g}") for value in row] for row in logits.numpy()],
    }
    path.write_text(json.dumps(document, indent=2) + "\n")


if __name__ == "__main__":
    main()
