"""Class folders in torchvision's Kinetics."""

import importlib.util
from pathlib import Path

from checks.clips import require_clips
from checks.operators import declare_missing
from truth import SPLITS, Export, Skip

CONSUMER, PACKAGE, FORMATS = "torchvision (datasets.Kinetics)", "torchvision", ["class-folders"]


def version() -> str:
    import torchvision

    return torchvision.__version__.split("+")[0]


def check(export: Export, sources: dict[str, str]) -> str:
    declare_missing()
    from torchvision.datasets import Kinetics

    if version() >= "0.25" and importlib.util.find_spec("torchcodec") is None:
        raise Skip("it decodes with torchcodec, which PyPI has for CUDA only")
    count = 0
    for split in SPLITS:
        dataset = Kinetics(str(export.folder), frames_per_clip=1, split=split, step_between_clips=1)
        assert dataset.classes == export.classes, f"the classes of {split} are {dataset.classes}"
        count += require_clips(export, [(Path(path), label) for path, label in dataset.samples], split)
        frames = sum(span.end_frame - span.start_frame for span in export.spans(split))
        assert len(dataset) == frames, f"{split} has {len(dataset)} frames where the project has {frames}"
    video, _, label = dataset[0]
    assert video.shape[0] == 1 and 0 <= label < len(export.classes)
    return f"{count} clips, every frame counted"
