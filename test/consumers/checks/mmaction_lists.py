"""MMAction2's VideoDataset on clips, and its RawframeDataset with offsets on whole videos."""

from pathlib import Path

from checks.clips import require_clips
from truth import SPLITS, Export, require_equal

CONSUMER, PACKAGE = "MMAction2 (VideoDataset, RawframeDataset)", "mmaction2"
FORMATS = ["mmaction2-lists", "mmaction2-lists-no-clips"]


def check(export: Export, sources: dict[str, str]) -> str:
    from mmaction.datasets import RawframeDataset, VideoDataset

    count = 0
    for split in SPLITS:
        if export.manifest["request"]["clips"]["cut"]:
            dataset = VideoDataset(str(export.folder / f"{split}_videos.txt"), pipeline=[],
                                   data_prefix={"video": str(export.folder)})
            rows = [dataset.get_data_info(i) for i in range(len(dataset))]
            count += require_clips(export, [(Path(row["filename"]), row["label"]) for row in rows], split)
        else:
            dataset = RawframeDataset(str(export.folder / f"{split}_rawframes.txt"), pipeline=[], with_offset=True,
                                      data_prefix={"img": "frames"})
            rows = [dataset.get_data_info(i) for i in range(len(dataset))]
            found = [(Path(row["frame_dir"]).name, row["offset"], row["total_frames"], row["label"]) for row in rows]
            expected = [(span.video, span.start_frame, span.end_frame - span.start_frame, span.label_id)
                        for span in export.spans(split)]
            count += require_equal(found, expected, split)
    return f"{count} rows"
