"""A project in BORIS itself: as it opens it, and its own check of state events."""

import sys

from truth import Export, merged, require_equal

CONSUMER, PACKAGE, FORMATS = "BORIS (open_project_json)", "boris-behav-obs", ["boris-project"]


def check(export: Export, sources: dict[str, str]) -> str:
    sys.argv.append("--ipc")  # without it BORIS wants the library of a video player
    from boris import config, project_functions

    path, is_changed, project, message = project_functions.open_project_json(str(export.folder / "project.boris"))
    assert "error" not in project, project["error"]
    assert not message, f"BORIS says: {message}"
    codes = {one["code"] for one in project[config.ETHOGRAM].values()}
    assert codes == {span.label for span in export.spans()}, f"the behaviours are {codes}"
    found = []
    for video, observation in project[config.OBSERVATIONS].items():
        is_whole, words = project_functions.check_state_events_obs(video, project[config.ETHOGRAM], observation)
        assert is_whole, f"{video}: {words}"
        assert observation[config.FILE]["1"] == [export.source(video).name]
        open_since: dict[str, float] = {}
        for time, _, code, *_ in observation[config.EVENTS]:
            if code in open_since:
                found.append((video, code, float(open_since.pop(code)), float(time)))
            else:
                open_since[code] = time
        assert not open_since
    expected = [(video, label, round(export.times(video)[start], 3), round(export.times(video)[end], 3))
                for video, label, start, end in merged(export.spans(), False)]
    return f"{require_equal(found, expected, 'bouts')} bouts of {len(codes)} behaviours"
