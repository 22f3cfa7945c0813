"""MMAction2's dataset for temporal localisation."""

from truth import SPLITS, Export, require_equal

CONSUMER, PACKAGE, FORMATS = "MMAction2 (ActivityNetDataset)", "mmaction2", ["mmaction2-localisation"]


def check(export: Export, sources: dict[str, str]) -> str:
    from mmaction.datasets import ActivityNetDataset

    count = 0
    for split in SPLITS:
        dataset = ActivityNetDataset(str(export.folder / f"anet_anno_{split}.json"), pipeline=[],
                                     data_prefix={"video": "features"})
        found = []
        for row in (dataset.get_data_info(i) for i in range(len(dataset))):
            video = row["video_name"]
            assert video[:2] == "v_", f"{video} loses its first two characters in the evaluation"
            assert row["duration_frame"] == export.frames(video)
            assert abs(row["duration_second"] - export.times(video)[-1]) < 1e-5
            found += [(video, one["label"], *(round(sec, 5) for sec in one["segment"])) for one in row["annotations"]]
        expected = [(span.video, span.label, round(span.start_sec, 5), round(span.end_sec, 5))
                    for span in export.spans(split)]
        count += require_equal(found, expected, split)
    return f"{count} segments"
