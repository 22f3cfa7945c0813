"""What holds for every reader of clips."""

from pathlib import Path
from typing import Iterable

from truth import Export, require_equal


def parts(clip: Path) -> tuple[str, int, int]:
    """(video, first frame, frame behind the last) of a clip, which its name says."""
    fields = clip.stem.split("_")
    # Two people's clips of one span have a number behind.
    at = next(i for i in range(len(fields) - 1, 0, -1) if len(fields[i]) == 6 and len(fields[i - 1]) == 6)
    return "_".join(fields[: at - 1]), int(fields[at - 1]), int(fields[at])


def require_clips(export: Export, found: Iterable[tuple[Path, int]], split: str) -> int:
    """Asserts that (clip, class number) are exactly the segments of a set, and that the clips are there."""
    listed = list(found)
    for clip, _ in listed:
        assert clip.is_file(), f"{clip.name} is not there"
    assert len({clip for clip, _ in listed}) == len(listed), "a clip is listed twice"
    expected = [(span.video, span.start_frame, span.end_frame, span.label_id) for span in export.spans(split)]
    return require_equal([(*parts(clip), label) for clip, label in listed], expected, split)


def frame_count(clip: Path) -> int:
    """Frames that PyAV decodes."""
    import av

    with av.open(str(clip)) as container:
        return sum(1 for _ in container.decode(video=0))
