"""BORIS events in boris-clip, which takes one observation a file and reads cells as pandas does by default."""

import tempfile
from pathlib import Path

from truth import Export, merged, require_equal

CONSUMER, PACKAGE, FORMATS = "boris-clip", "boris-clip", ["boris-tabular"]
MISSING = {"NA", "null"}
"""Names that it takes for empty cells, so that it can't tell their bouts apart."""


def check(export: Export, sources: dict[str, str]) -> str:
    import pandas
    from boris_clip.parse import parse_boris_file

    events = pandas.read_csv(export.folder / "boris-events.tsv", sep="\t", dtype=str, keep_default_na=False)
    count = 0
    for video, rows in events.groupby("Observation id"):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "events.csv")
            rows.to_csv(path, index=False)
            [read] = parse_boris_file(str(path))
        assert read.media_filename == export.source(video).name
        found = [(bout.behaviour, round(bout.start, 3), round(bout.stop, 3)) for bout in read.bouts
                 if bout.behaviour != ""]
        times = export.times(video)
        expected = [(label, round(times[start], 3), round(times[end], 3))
                    for name, label, start, end in merged(export.spans(), False)
                    if name == video and label not in MISSING]
        count += require_equal(found, expected, video)
    return f"{count} bouts; it takes the names NA and null for empty cells"
