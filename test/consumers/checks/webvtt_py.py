"""Subtitles in webvtt-py."""

import html

from truth import Export, require_equal

CONSUMER, PACKAGE, FORMATS = "webvtt-py", "webvtt-py", ["webvtt"]


def check(export: Export, sources: dict[str, str]) -> str:
    import webvtt

    count = 0
    for video in export.videos():
        cues = webvtt.read(str(export.folder / f"{video}.vtt"))
        found = [(milliseconds(cue.start), milliseconds(cue.end), html.unescape(cue.raw_text)) for cue in cues]
        spans = [span for span in export.spans() if span.video == video]
        expected = [(round(span.start_sec * 1000), round(span.end_sec * 1000), span.label) for span in spans]
        count += require_equal(found, expected, video)
    return f"{count} cues"


def milliseconds(text: str) -> int:
    hours, minutes, seconds = text.split(":")
    return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)
