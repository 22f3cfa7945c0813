"""Label Studio's own validation of a labelling configuration, its tasks and their regions."""

import json

from truth import Export, require_equal

CONSUMER, PACKAGE, FORMATS = "Label Studio SDK (LabelInterface)", "label-studio-sdk", ["label-studio"]


def check(export: Export, sources: dict[str, str]) -> str:
    from label_studio_sdk.label_interface import LabelInterface

    interface = LabelInterface((export.folder / "label-config.xml").read_text(encoding="utf-8"))
    interface.validate()
    known = set(interface.get_control("timeline").labels)
    assert known == {one["written"] for one in export.manifest["classes"]}, "the configuration has other labels"
    tasks = json.loads((export.folder / "label-studio.json").read_text(encoding="utf-8"))
    found, ids = [], []
    for task in tasks:
        # Its data alone: with regions the SDK calls its own methods without them.
        assert interface.validate_task({"data": task["data"]}), f"{task['data']} is no task"
        for kind, is_valid in (("annotations", interface.validate_annotation), ("predictions", validated(interface))):
            for group in task[kind]:
                assert is_valid(group), f"{kind} of {task['data']} are not valid"
                for region in group["result"]:
                    ids.append(region["id"])
                    [span], [label] = region["value"]["ranges"], region["value"]["timelinelabels"]
                    found.append((task["data"]["name"], kind, label, span["start"], span["end"]))
    assert len(set(ids)) == len(ids), "two regions have one id"
    kinds = {"unreviewed": "predictions"}
    expected = [(span.video, kinds.get(span.status, "annotations"), span.label, span.start_frame + 1, span.end_frame)
                for span in export.spans()]
    count = require_equal(found, expected, "regions")
    return f"{count} regions in {len(tasks)} tasks"


def validated(interface):
    def is_valid(prediction) -> bool:
        faults = interface.validate_prediction(prediction, return_errors=True)
        assert not faults, faults
        return True

    return is_valid
