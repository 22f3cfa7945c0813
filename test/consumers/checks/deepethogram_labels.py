"""DeepEthogram's reader of label files."""

from truth import Export, merged

CONSUMER, PACKAGE, FORMATS = "DeepEthogram (read_labels)", "deepethogram", ["deepethogram"]


def check(export: Export, sources: dict[str, str]) -> str:
    import numpy as np
    import pandas
    from deepethogram.file_io import read_labels

    rows = 0
    for video in export.videos():
        path = export.folder / f"{video}_labels.csv"
        labels = read_labels(path)
        columns = list(pandas.read_csv(path, index_col=0, keep_default_na=False).columns)
        assert columns[0] == "background" and set(columns[1:]) == {one["written"] for one in export.manifest["classes"]
                                                                    if one["written"] != "background"}
        expected = np.full((export.frames(video), len(columns)), -1)
        spans = [span for span in export.spans() if span.video == video]
        for span in spans:
            known = slice(span.start_frame, span.end_frame)
            expected[known] = np.where(expected[known] == -1, 0, expected[known])
            expected[known, columns.index(span.label)] = 1
        if export.source(video).name == "NA.mp4":  # where every class is verified absent
            silent = np.arange(len(expected)) >= 220
            free = silent & (expected[:, 0] == -1)
            expected[free] = 0
            expected[free, 0] = 1
        assert labels.shape == expected.shape, f"{video} has {labels.shape} labels, not {expected.shape}"
        assert (labels == expected).all(), f"{video} differs in frame {int(np.argwhere(labels != expected)[0][0])}"
        rows += len(labels)
    return f"{rows} frames of {len(merged(export.spans(), True))} bouts"
