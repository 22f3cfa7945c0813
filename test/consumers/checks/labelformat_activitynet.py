"""ActivityNet JSON in labelformat."""

from truth import Export, require_equal

CONSUMER, PACKAGE, FORMATS = "labelformat", "labelformat", ["activitynet-json"]
SUBSETS = {"train": "training", "val": "validation", "test": "testing"}


def check(export: Export, sources: dict[str, str]) -> str:
    from labelformat.formats.activitynet import ActivityNetTemporalClassificationInput

    reader = ActivityNetTemporalClassificationInput(input_file=export.folder / "activitynet.json")
    found = []
    for video in reader.get_labels():
        assert abs(video.duration_s - export.times(video.video_id)[-1]) < 1e-5, f"{video.video_id}: {video.duration_s} s"
        found += [(video.video_id, video.subset, event.category.name, round(event.start_time_s, 5),
                   round(event.end_time_s, 5)) for event in video.events]
    expected = [(span.video, SUBSETS[span.split], span.label, round(span.start_sec, 5), round(span.end_sec, 5))
                for span in export.spans()]
    assert {one.name for one in reader.get_categories()} == {span.label for span in export.spans()}
    return f"{require_equal(found, expected, 'events')} events"
