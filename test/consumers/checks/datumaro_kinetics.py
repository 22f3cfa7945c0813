"""Kinetics CSV in datumaro, which wants the videos beside it in folders of the sets, and no other JSON or CSV."""

import math
import shutil
import tempfile
from pathlib import Path

from truth import Export, require_equal

CONSUMER, PACKAGE, FORMATS = "datumaro (kinetics)", "datumaro", ["kinetics-csv"]
FOLDERS = {"train": "train", "val": "validate", "test": "test"}


def check(export: Export, sources: dict[str, str]) -> str:
    from datumaro.components.annotation import AnnotationType
    from datumaro.plugins.data_formats.kinetics import KineticsBase, KineticsImporter

    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(export.folder / "kinetics.csv", folder)
        for video, split in {(span.video, span.split) for span in export.spans()}:
            target = Path(folder, FOLDERS[split])
            target.mkdir(exist_ok=True)
            shutil.copy(export.source(video), target / f"{video}.mp4")
        assert KineticsImporter.find_sources(folder)
        reader = KineticsBase(folder)
        categories = reader.categories()[AnnotationType.label]
        found = []
        for item in reader:
            [label] = item.annotations
            assert item.media is not None and Path(item.media.path).parent.name == item.subset, f"{item.id} has no video"
            found.append((item.id, item.subset, categories[label.label].name, label.attributes["time_start"],
                          label.attributes["time_end"]))
    expected = [(span.video, FOLDERS[span.split], span.label, math.floor(span.start_sec + 1e-6),
                 math.ceil(span.end_sec - 1e-6)) for span in export.spans()]
    return f"{require_equal(found, expected, 'labels')} labels"
