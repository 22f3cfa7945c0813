"""Tracks for CVAT in datumaro, a video at a time."""

import shutil
import tempfile
from collections import defaultdict
from pathlib import Path

from truth import Export, require_equal

CONSUMER, PACKAGE, FORMATS = "datumaro (cvat)", "datumaro", ["cvat"]


def check(export: Export, sources: dict[str, str]) -> str:
    from datumaro.components.annotation import AnnotationType
    from datumaro.plugins.data_formats.cvat.base import CvatBase

    count = 0
    for video in export.videos():
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(export.folder / f"{video}.xml", Path(folder, "annotations.xml"))
            reader = CvatBase(str(Path(folder, "annotations.xml")))
            categories = reader.categories()[AnnotationType.label]
            frames: dict[tuple[int, str], set[int]] = defaultdict(set)
            for item in reader:
                for box in item.annotations:
                    if not box.attributes.get("outside"):
                        frames[box.attributes["track_id"], categories[box.label].name].add(item.attributes["frame"])
        found = [(label, min(own), max(own) + 1, len(own)) for (_, label), own in frames.items()]
        spans = [span for span in export.spans() if span.video == video]
        expected = [(span.label, span.start_frame, span.end_frame, span.end_frame - span.start_frame) for span in spans]
        count += require_equal(found, expected, video)
    return f"{count} tracks, every frame"
