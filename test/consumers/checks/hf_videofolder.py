"""Class folders in Hugging Face datasets."""

from pathlib import Path

from truth import Export, require_equal

CONSUMER, PACKAGE, FORMATS = "Hugging Face datasets (videofolder)", "datasets", ["class-folders"]
SETS = {"train": "train", "validation": "val", "test": "test"}


def check(export: Export, sources: dict[str, str]) -> str:
    from datasets import Video, load_dataset

    splits = load_dataset("videofolder", data_dir=str(export.folder)).cast_column("video", Video(decode=False))
    assert set(splits) == set(SETS), f"the sets are {sorted(splits)}"
    assert len({str(rows.features) for rows in splits.values()}) == 1, "the sets have other columns"
    found = []
    for name, rows in splits.items():
        for row in rows:
            path = Path(row["video"]["path"])
            assert path.is_file() and path.parent.name == row["label"], f"{path.name} is not in its label's folder"
            assert export.classes[row["label_id"]] == row["label"]
            found.append((SETS[name], row["label"], row["label_id"], row["source"], row["start_frame"],
                          row["end_frame"], round(row["start"], 5), round(row["end"], 5), row["status"]))
    expected = [(span.split, span.label, span.label_id, export.source(span.video).name, span.start_frame,
                 span.end_frame, round(span.start_sec, 5), round(span.end_sec, 5), span.status)
                for span in export.spans()]
    return f"{require_equal(found, expected, 'rows')} rows in {len(splits)} sets"
