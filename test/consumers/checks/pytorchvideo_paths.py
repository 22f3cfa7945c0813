"""Class folders in PyTorchVideo: its lists, its folders of classes, and a decoded clip."""

from pathlib import Path

from checks.clips import require_clips
from checks.operators import declare_missing
from truth import SPLITS, Export

CONSUMER, PACKAGE, FORMATS = "PyTorchVideo (LabeledVideoPaths, labeled_video_dataset)", "pytorchvideo", ["class-folders"]


def check(export: Export, sources: dict[str, str]) -> str:
    declare_missing()
    from pytorchvideo.data import labeled_video_dataset, make_clip_sampler
    from pytorchvideo.data.labeled_video_paths import LabeledVideoPaths

    count = 0
    for split in SPLITS:
        listed = LabeledVideoPaths.from_csv(str(export.folder / f"{split}.csv"))
        listed.path_prefix = str(export.folder)
        count += require_clips(export, items(listed), split)
        require_clips(export, items(LabeledVideoPaths.from_directory(str(export.folder / split))), split)
    dataset = labeled_video_dataset(str(export.folder / "val.csv"), make_clip_sampler("constant_clips_per_video", 1, 1),
                                    video_path_prefix=str(export.folder), decode_audio=False, decoder="pyav")
    decoded = [(sample["video_name"], sample["label"], tuple(sample["video"].shape)) for sample in dataset]
    assert {shape[0] for _, _, shape in decoded} == {3} and len(decoded) == len(export.spans("val"))
    return f"{count} clips by list and by folder, {len(decoded)} decoded"


def items(paths) -> list[tuple[Path, int]]:
    return [(Path(path), info["label"]) for path, info in (paths[i] for i in range(len(paths)))]
