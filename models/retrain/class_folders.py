"""Reads an export of Timeloupe's format `class-folders`."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Clip:
    """One clip of the export and the number of its class."""

    path: Path
    label: int
    source: str


@dataclass(frozen=True)
class ClassFolders:
    """Classes by number, named as in the project; clips by set, "train" where the export wasn't split."""

    labels: list[str]
    sets: dict[str, list[Clip]]
    manifest: dict[str, Any]
    manifest_sha256: str


def read_export(folder: Path) -> ClassFolders:
    """Raises SystemExit with a sentence for a person where the folder is no such export."""
    path = folder / "manifest.json"
    if not path.is_file():
        raise SystemExit(f"{path} is missing: name a folder that `timeloupe export --format class-folders` wrote.")
    text = path.read_bytes()
    manifest = json.loads(text)
    if manifest.get("exporter") != "class-folders":
        raise SystemExit(f"{folder} is an export as {manifest.get('exporter')}; the recipe reads class-folders.")
    labels = [one["name"] for one in sorted(manifest["classes"], key=lambda one: one["index"])]
    lists = {"train": "train", "val": "val", "test": "test"}
    sets = {name: _clips(folder / part) for name, part in lists.items() if (folder / part / "metadata.jsonl").is_file()}
    if (folder / "metadata.jsonl").is_file():
        sets["train"] = _clips(folder)
    if not sets.get("train"):
        raise SystemExit(f"{folder} has no clip to train on: export with a greater share for train.")
    _require_disjoint(sets)
    return ClassFolders(labels, sets, manifest, hashlib.sha256(text).hexdigest())


def _clips(folder: Path) -> list[Clip]:
    with (folder / "metadata.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Clip(folder / row["file_name"], row["label_id"], row["source_fingerprint"]) for row in rows]


def _require_disjoint(sets: dict[str, list[Clip]]) -> None:
    """A video in two sets would make every number measured on them meaningless."""
    seen: dict[str, str] = {}
    for name, clips in sets.items():
        for source in {clip.source for clip in clips}:
            if seen.setdefault(source, name) != name:
                raise SystemExit(f"Clips of one video are in {seen[source]} and in {name}: split by video.")
