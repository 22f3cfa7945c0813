"""Class folders as FiftyOne's tree of video classes, a set at a time."""

from pathlib import Path

from checks.clips import parts
from truth import SPLITS, Export, Skip, require_equal

CONSUMER, PACKAGE, FORMATS = "FiftyOne (VideoClassificationDirectoryTree)", "fiftyone", ["class-folders"]


def check(export: Export, sources: dict[str, str]) -> str:
    import fiftyone as fo
    from fiftyone.core.config import FiftyOneConfigError

    count = 0
    for split in SPLITS:
        try:
            dataset = fo.Dataset.from_dir(dataset_dir=str(export.folder / split),
                                          dataset_type=fo.types.VideoClassificationDirectoryTree)
        except FiftyOneConfigError as error:
            raise Skip("there is no MongoDB that FiftyOne could start") from error
        found = [(*parts(Path(sample.filepath)), sample.ground_truth.label) for sample in dataset]
        expected = [(span.video, span.start_frame, span.end_frame, span.label) for span in export.spans(split)]
        count += require_equal(found, expected, split)
    return f"{count} clips"
