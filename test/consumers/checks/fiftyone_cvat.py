"""Tracks for CVAT in FiftyOne, which counts frames from 1."""

import shutil
import tempfile
from collections import defaultdict
from pathlib import Path

from truth import Export, Skip, require_equal

CONSUMER, PACKAGE, FORMATS = "FiftyOne (CVATVideoDataset)", "fiftyone", ["cvat"]


def check(export: Export, sources: dict[str, str]) -> str:
    import fiftyone as fo
    from fiftyone.core.config import FiftyOneConfigError

    with tempfile.TemporaryDirectory() as folder:
        for part in ("data", "labels"):
            Path(folder, part).mkdir()
        for video in export.videos():
            shutil.copy(export.folder / f"{video}.xml", Path(folder, "labels"))
            shutil.copy(export.source(video), Path(folder, "data", f"{video}.mp4"))
        try:
            dataset = fo.Dataset.from_dir(dataset_dir=folder, dataset_type=fo.types.CVATVideoDataset)
        except FiftyOneConfigError as error:
            raise Skip("there is no MongoDB that FiftyOne could start") from error
        tracks: dict[tuple[str, str, int], set[int]] = defaultdict(set)
        for sample in dataset:
            for number, frame in sample.frames.items():
                for detection in frame.detections.detections:
                    tracks[Path(sample.filepath).stem, detection.label, detection.index].add(number)
    found = [(video, label, min(own) - 1, max(own), len(own)) for (video, label, _), own in tracks.items()]
    expected = [(span.video, span.label, span.start_frame, span.end_frame, span.end_frame - span.start_frame)
                for span in export.spans()]
    return f"{require_equal(found, expected, 'tracks')} tracks"
