"""ELAN files in pympi."""

from truth import Export, require_equal

CONSUMER, PACKAGE, FORMATS = "pympi", "pympi-ling", ["elan"]


def check(export: Export, sources: dict[str, str]) -> str:
    import pympi

    count = 0
    for video in export.videos():
        eaf = pympi.Elan.Eaf(str(export.folder / f"{video}.eaf"))
        found = []
        for tier in eaf.get_tier_names():
            annotations = sorted(eaf.get_annotation_data_for_tier(tier))
            for (_, end, *_), (start, *_) in zip(annotations, annotations[1:]):
                assert end <= start, f"tier {tier!r} overlaps itself"
            found += [(start, end, value) for start, end, value, *_ in annotations]
        spans = [span for span in export.spans() if span.video == video]
        expected = [(round(span.start_sec * 1000), round(span.end_sec * 1000), span.label) for span in spans]
        count += require_equal(found, expected, video)
    return f"{count} annotations"
