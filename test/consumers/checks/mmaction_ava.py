"""MMAction2's AVA dataset: rows of whole seconds."""

import math

from truth import SPLITS, Export, require_equal

CONSUMER, PACKAGE, FORMATS = "MMAction2 (AVADataset)", "mmaction2", ["ava"]
NEARLY_SEC = 1e-6


def check(export: Export, sources: dict[str, str]) -> str:
    from mmaction.datasets import AVADataset

    classes = len(export.manifest["classes"]) + 1
    count = 0
    for split in SPLITS:
        dataset = AVADataset(str(export.folder / f"ava_{split}.csv"), pipeline=[], fps=25, timestamp_start=0,
                             timestamp_end=100, num_classes=classes, use_frames=False, data_prefix={"img": "videos"},
                             label_file=str(export.folder / "ava_action_list.pbtxt"))
        found = []
        for row in (dataset.get_data_info(i) for i in range(len(dataset))):
            [box], [labels] = row["gt_bboxes"], row["gt_labels"]
            assert list(box) == [0, 0, 1, 1], f"a box is {box}"
            found += [(row["video_id"], row["timestamp"], index) for index in range(classes) if labels[index] == 1]
        expected = [(video, second, label + 1) for (video, label), spans in by_class(export, split).items()
                    for second in joined(spans, export.times(video)[-1])]
        count += require_equal(found, expected, split)
    return f"{count} labels at whole seconds"


def by_class(export: Export, split: str) -> dict[tuple[str, int], list[tuple[float, float]]]:
    found: dict[tuple[str, int], list[tuple[float, float]]] = {}
    for span in sorted(export.spans(split), key=lambda one: (one.start_frame, one.end_frame)):
        found.setdefault((span.video, span.label_id), []).append((span.start_sec, span.end_sec))
    return found


def joined(spans: list[tuple[float, float]], duration: float) -> list[int]:
    """Seconds of spans of one class, where those that share or adjoin a second are one span."""
    whole: list[tuple[float, float]] = []
    for start, end in spans:
        if whole and seconds(start, end, duration)[0] <= seconds(*whole[-1], duration)[-1] + 1:
            whole[-1] = (whole[-1][0], max(whole[-1][1], end))
        else:
            whole.append((start, end))
    return [second for span in whole for second in seconds(*span, duration)]


def seconds(start: float, end: float, duration: float) -> range:
    """The whole seconds within a span, or the one that is nearest to it."""
    first, last = math.ceil(start - NEARLY_SEC), math.ceil(end - NEARLY_SEC) - 1
    if first > last:
        first = last = min(math.floor((start + end) / 2 + 0.5), math.ceil(duration - NEARLY_SEC) - 1)
    return range(first, last + 1)
