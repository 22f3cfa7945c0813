"""FiftyOne's temporal detections, with the videos where its importer wants them."""

import shutil
import tempfile
from pathlib import Path

from truth import Export, Skip, require_equal

CONSUMER, PACKAGE, FORMATS = "FiftyOne (FiftyOneTemporalDetectionDataset)", "fiftyone", ["fiftyone"]


def check(export: Export, sources: dict[str, str]) -> str:
    import fiftyone as fo
    from fiftyone.core.config import FiftyOneConfigError

    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "data").mkdir()
        shutil.copy(export.folder / "labels.json", folder)
        for video in export.videos():
            shutil.copy(export.source(video), Path(folder, "data", f"{video}.mp4"))
        try:
            dataset = fo.Dataset.from_dir(dataset_dir=folder, dataset_type=fo.types.FiftyOneTemporalDetectionDataset)
        except FiftyOneConfigError as error:
            raise Skip("there is no MongoDB that FiftyOne could start") from error
        found = [(Path(sample.filepath).stem, detection.label, *detection.support)
                 for sample in dataset for detection in sample.ground_truth.detections]
    expected = [(span.video, span.label, span.start_frame + 1, span.end_frame) for span in export.spans()]
    return f"{require_equal(found, expected, 'detections')} detections"
