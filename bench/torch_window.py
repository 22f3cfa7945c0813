"""Median time in milliseconds of one window through transformers' TimeSformer: the bench's rival.

Usage: torch_window.py CHECKPOINT THREADS RUNS
"""

import statistics
import sys
import time

import torch
from transformers import TimesformerForVideoClassification


def main(checkpoint: str, threads: int, runs: int) -> None:
    torch.set_num_threads(threads)
    model = TimesformerForVideoClassification.from_pretrained(checkpoint).eval()
    pixels = 0.1 * torch.randn(1, 8, 3, 224, 224, generator=torch.Generator().manual_seed(0))
    times = []
    with torch.inference_mode():
        for _ in range(runs + 1):
            start = time.perf_counter()
            model(pixels)
            times.append(1000 * (time.perf_counter() - start))
    print(statistics.median(times[1:]))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
