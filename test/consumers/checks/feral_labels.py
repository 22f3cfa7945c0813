"""FERAL's own validation of a label file, and its dataset, which counts the frames of each video."""

import json
import shutil
import tempfile
from pathlib import Path

from checks.operators import declare_missing
from truth import SPLITS, Export

CONSUMER, PACKAGE, FORMATS = "FERAL (validate_labels_json, ClsDataset)", "feral", ["feral"]


def check(export: Export, sources: dict[str, str]) -> str:
    declare_missing()
    import numpy as np
    from feral.dataset import ClsDataset
    from feral.utils import validate_labels_json

    document = json.loads((export.folder / "feral.json").read_text(encoding="utf-8"))
    names = {int(number): name for number, name in document["class_names"].items()}
    numbers = {name: number for number, name in names.items()}
    assert document["is_multilabel"], "the project's classes overlap"
    frames = 0
    with tempfile.TemporaryDirectory() as folder:
        for video in export.videos():
            shutil.copy(export.source(video), Path(folder, video))
        validate_labels_json(document, folder)
        for split in SPLITS:
            dataset = ClsDataset(partition=split, label_json_dict=document, do_aa=False, predict_per_item=8,
                                 num_classes=len(names), prefix=folder, resize_to=64, chunk_shift=8, chunk_length=8,
                                 chunk_step=1)
            assert dataset.is_multilabel
            own = {span.video for span in export.spans(split)}
            assert set(document["splits"][split]) == own, f"{split} has {document['splits'][split]}"
            for (video, indices), labels in zip(dataset.samples, dataset.labels):
                expected = np.zeros((len(indices), len(names)), int)
                for span in export.spans(split):
                    if span.video == video:
                        at = [i for i, frame in enumerate(indices) if span.start_frame <= frame < span.end_frame]
                        expected[at, numbers[span.label]] = 1
                expected[expected.sum(1) == 0, 0] = 1
                assert (np.array(labels) == expected).all(), f"{video} differs in frames {indices[0]} to {indices[-1]}"
                frames += len(indices)
    return f"{frames} frames"
