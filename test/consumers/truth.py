"""What the project holds, as the exporter's consumers should find it.

Frames, times and labels come from the project itself; an export's manifest only says how it wrote the names of videos
and classes, which set a video went to and which statuses were asked for.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Hashable, Iterable

SPLITS = ("train", "val", "test")


class Skip(Exception):
    """Why a check can't run here."""


@dataclass(frozen=True)
class Span:
    """One segment: `video` and `label` as the export writes them, `name` as the project calls its class; frames from 0 half-open, seconds from the video's first frame."""

    video: str
    label: str
    label_id: int
    split: str | None
    start_frame: int
    end_frame: int
    start_sec: float
    end_sec: float
    name: str
    status: str
    note: str
    id: str


class Export:
    """A folder that Timeloupe wrote, beside the truth of the project."""

    def __init__(self, folder: Path, truth: dict[str, Any], media: Path) -> None:
        self.folder, self.media, self._truth = folder, media, truth
        self.manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        self.classes = (folder / "classes.txt").read_text(encoding="utf-8").splitlines()
        self._videos = {video["name"]: video for video in self.manifest["videos"]}
        self._classes = {one["name"]: one for one in self.manifest["classes"]}
        written = [one["written"] for one in self.manifest["videos"]]
        assert len(set(written)) == len(written), "two videos have one name"

    def source(self, video: str) -> Path:
        """The project's own file of a video that the export names so."""
        return self.media / next(name for name, one in self._videos.items() if one["written"] == video)

    def frames(self, video: str) -> int:
        return len(self.times(video)) - 1

    def times(self, video: str) -> list[float]:
        """Seconds at which each frame begins, and the end of the last one."""
        name = self.source(video).name
        return next(one["times"] for one in self._truth["videos"] if one["name"] == name)

    def spans(self, split: str | None = None) -> list[Span]:
        """Every segment that was asked for, of one set or of all."""
        statuses = self.manifest["request"]["statuses"]
        spans = [self._span(one) for one in self._truth["segments"] if one["status"] in statuses]
        assert spans, "the truth holds nothing"
        return [span for span in spans if split is None or span.split == split]

    def _span(self, segment: dict[str, Any]) -> Span:
        video, label = self._videos[segment["video"]], self._classes[segment["name"]]
        start, end = segment["startFrame"], segment["endFrame"]
        times = next(one["times"] for one in self._truth["videos"] if one["name"] == segment["video"])
        return Span(video["written"], label["written"], label["index"], video["set"], start, end, times[start],
                    times[end], segment["name"], segment["status"], segment["note"], segment["id"])

    def videos(self) -> list[str]:
        return [one["written"] for one in self.manifest["videos"]]


def require_equal(found: Iterable[Hashable], expected: Iterable[Hashable], what: str) -> int:
    """Asserts that both hold the same, however often, in any order. @returns how many."""
    have, want = Counter(found), Counter(expected)
    missing, extra = want - have, have - want
    assert not missing and not extra, f"{what}: missing {list(missing)[:3]}, not expected {list(extra)[:3]}"
    return sum(want.values())


def merged(spans: Iterable[Span], touching: bool) -> list[tuple[str, str, int, int]]:
    """(video, label, first frame, frame behind the last), where overlapping spans of one class are one."""
    result: list[tuple[str, str, int, int]] = []
    for span in sorted(spans, key=lambda one: (one.video, one.label, one.start_frame)):
        if result and result[-1][:2] == (span.video, span.label):
            start, end = result[-1][2:]
            if span.start_frame < end or (touching and span.start_frame == end):
                result[-1] = (span.video, span.label, start, max(end, span.end_frame))
                continue
        result.append((span.video, span.label, span.start_frame, span.end_frame))
    return result
