"""Our own tables in pandas, as docs/formats.md says to read them."""

from truth import Export, require_equal

CONSUMER, PACKAGE, FORMATS = "pandas", "pandas", ["timeloupe-csv"]


def check(export: Export, sources: dict[str, str]) -> str:
    import pandas

    def table(name: str):
        return pandas.read_csv(export.folder / f"{name}.csv", keep_default_na=False)

    segments, classes, videos = table("segments"), table("classes"), table("videos")
    names = dict(zip(classes["id"], classes["name"]))
    files = dict(zip(videos["id"], videos["name"]))
    found = [(row.id, files[row.video_id], names[row.class_id], row.start_frame, row.end_frame, row.status, row.note)
             for row in segments.itertuples()]
    expected = [(span.id, export.source(span.video).name, span.name, span.start_frame, span.end_frame, span.status,
                 span.note) for span in export.spans()]
    count = require_equal(found, expected, "segments")
    for row in segments.itertuples():
        times = next(export.times(video) for video in export.videos() if export.source(video).name == files[row.video_id])
        assert abs(row.start_sec - times[row.start_frame]) < 1e-5 and abs(row.end_sec - times[row.end_frame]) < 1e-5
    return f"{count} segments, {len(table('absences'))} absences"
