"""Our own JSON in Python's."""

import json
import platform

from truth import Export, require_equal

CONSUMER, PACKAGE, FORMATS = "Python (json)", None, ["timeloupe-json"]


def version() -> str:
    return ".".join(platform.python_version_tuple()[:2])


def check(export: Export, sources: dict[str, str]) -> str:
    document = json.loads((export.folder / "timeloupe.json").read_text(encoding="utf-8"))
    videos = {one["id"]: one["name"] for one in document["videos"]}
    names = {one["id"]: one["name"] for one in document["classes"]}
    found = [(one["id"], videos[one["videoId"]], names[one["classId"]], one["startFrame"], one["endFrame"],
              one["status"], one["note"], round(one["startSec"], 5), round(one["endSec"], 5))
             for one in document["segments"]]
    expected = [(span.id, export.source(span.video).name, span.name, span.start_frame, span.end_frame, span.status,
                 span.note, round(span.start_sec, 5), round(span.end_sec, 5)) for span in export.spans()]
    return f"{require_equal(found, expected, 'segments')} segments, {len(document['absences'])} absences"
