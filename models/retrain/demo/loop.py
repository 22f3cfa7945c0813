"""The whole loop on the demo model: analyze, correct, export, retrain, judge on videos that nobody trained on.

    python loop.py --work FOLDER --seeds 1 2 3

Needs ../requirements.txt, ffmpeg, and the built command line (`npm run build`). A scripted annotator who knows what
happens in the videos corrects the demo model's proposals with `timeloupe segments edit`. As a control the same proposals
are accepted as they are. Both projects are exported and trained on alike; `timeloupe evaluate --against` judges.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
DEMO_MODEL = ROOT / "models" / "demo-motion"
COVERED = 0.6
"""Share of a proposal that one action must fill for the annotator to keep it."""


class Timeloupe:
    """The command line on one folder of application data; prints what it runs."""

    def __init__(self, command: list[str], kept: Path) -> None:
        self._command = command
        self._environment = {**os.environ, "TIMELOUPE_ANNOTATOR": "Ada", **{
            f"TIMELOUPE_{name}": str(kept / name.lower()) for name in ("DATA", "CONFIG", "CACHE", "MODELS")}}

    def run(self, *arguments: object) -> str:
        words = [str(argument) for argument in arguments]
        print("$ timeloupe " + shlex.join(words if len(words) < 24 else [*words[:10], "…", *words[-2:]]), flush=True)
        done = subprocess.run([*self._command, *words], env=self._environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"timeloupe {words[0]} ended with {done.returncode}:\n{done.stderr}")
        return done.stdout

    def read(self, *arguments: object) -> Any:
        return json.loads(self.run(*arguments, "--json"))


def proposals(timeloupe: Timeloupe, project: Path) -> list[dict[str, Any]]:
    """The run's segments, with names of videos and classes."""
    videos = {one["id"]: one["name"] for one in timeloupe.read("project", "info", project)["videos"]}
    classes = {one["id"]: one["name"] for one in timeloupe.read("labels", "list", project)}
    segments = timeloupe.read("segments", "list", project, "--source", "model")
    return [{**one, "video": videos[one["videoId"]], "label": classes[one["classId"]]} for one in segments]


def true_label(segment: dict[str, Any], spans: list[tuple[int, int, str]]) -> str | None:
    """What happens in most of a proposal; None where no action fills enough of it."""
    start, end = segment["startFrame"], segment["endFrame"]
    overlap, label = max((min(end, b) - max(start, a), name) for a, b, name in spans)
    return label if overlap >= COVERED * (end - start) else None


def edit_all(timeloupe: Timeloupe, project: Path, kind: str, ids: list[str], *options: str) -> None:
    if ids:
        chosen = [word for one in ids for word in ("--segment", one)]
        timeloupe.run("segments", "edit", project, kind, *chosen, *options)


def correct(timeloupe: Timeloupe, project: Path, truth: dict[str, list[tuple[int, int, str]]]) -> str:
    """Accepts what is right, relabels what is wrong, rejects what is neither, and draws in what was missed."""
    found = proposals(timeloupe, project)
    labels = {one["id"]: true_label(one, truth[one["video"]]) for one in found}
    right = [one["id"] for one in found if labels[one["id"]] == one["label"]]
    wrong = [one for one in found if labels[one["id"]] not in (None, one["label"])]
    edit_all(timeloupe, project, "setStatus", right, "--status", "accepted")
    for label in sorted({labels[one["id"]] or "" for one in wrong}):
        ids = [one["id"] for one in wrong if labels[one["id"]] == label]
        edit_all(timeloupe, project, "relabel", ids, "--class", label)
    neither = [one["id"] for one in found if labels[one["id"]] is None]
    edit_all(timeloupe, project, "setStatus", neither, "--status", "rejected")
    kept = [one for one in found if labels[one["id"]] is not None]
    missed = [(video, span) for video, spans in truth.items() for span in spans if span[2] != "still" and not any(
        one["video"] == video and labels[one["id"]] == span[2] and one["startFrame"] < span[1]
        and span[0] < one["endFrame"] for one in kept)]
    for video, (start, end, label) in missed:
        timeloupe.run("segments", "edit", project, "create", "--video", video, "--class", label, "--from", start, "--to", end)
    return f"{len(right)} accepted, {len(wrong)} relabelled, {len(neither)} rejected, {len(missed)} drawn in"


def accept(timeloupe: Timeloupe, project: Path, truth: dict[str, list[tuple[int, int, str]]]) -> str:
    """The control: every proposal is taken for right."""
    timeloupe.run("segments", "edit", project, "setStatusWhere", "--source", "model", "--status", "accepted")
    return f"{len(proposals(timeloupe, project))} accepted"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="a new folder for everything that is made")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3], help="one retraining each")
    parser.add_argument("--video-seed", type=int, default=1)
    parser.add_argument("--videos", type=int, default=16)
    parser.add_argument("--held-out", type=int, default=10)
    parser.add_argument("--train", choices=["head", "all"], default="all")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--timeloupe", default=f"node {ROOT / 'out' / 'main' / 'cli.js'}", help="how to run it")
    options = parser.parse_args()
    work = options.work.resolve()
    timeloupe = Timeloupe(shlex.split(options.timeloupe), work / "kept")
    threads = ["--threads", options.threads]
    if not (work / "videos" / "held-out.csv").is_file():
        run_python(HERE / "videos.py", "--out", work / "videos", "--train", options.videos, "--held-out",
                   options.held_out, "--seed", options.video_seed)
    every = json.loads((work / "videos" / "truth.json").read_text())
    truth = {name.split("/")[1]: [tuple(span) for span in spans] for name, spans in every.items()
             if name.startswith("train/")}
    analyzed = work / "analyzed.timeloupe"
    if not analyzed.is_file():
        timeloupe.run("project", "new", analyzed)
        timeloupe.run("project", "add", analyzed, work / "videos" / "train")
        timeloupe.run("analyze", "--project", analyzed, "--model", DEMO_MODEL, "--stride", 8, *threads)
    results: dict[str, list[dict[str, Any]]] = {}
    for name, annotate in (("corrected", correct), ("uncorrected", accept)):
        project, export = work / f"{name}.timeloupe", work / f"{name}-export"
        if not export.is_dir():
            shutil.copy(analyzed, project)
            print(f"  {name}: {annotate(timeloupe, project, truth)}", flush=True)
            timeloupe.run("export", project, "--format", "class-folders", "--split", "80/20/0", "--at-most", 2,
                          "--out", export)
        for seed in options.seeds:
            out = work / f"{name}-{options.train}-{seed}"
            if not out.is_dir():
                run_python(HERE.parent / "retrain.py", "--export", export, "--checkpoint", DEMO_MODEL, "--out", out,
                           "--train", options.train, "--epochs", options.epochs, "--seed", seed, *threads)
            judgement = work / f"{out.name}.json"
            if not judgement.is_file():
                judgement.write_text(timeloupe.run("evaluate", work / "videos" / "held-out.csv", "--model", out,
                                                   "--against", DEMO_MODEL, *threads, "--json"))
            judged = json.loads(judgement.read_text())
            results.setdefault(name, []).append({"seed": seed, **judged["comparison"]})
            print(f"  {name}, seed {seed}: {judged['comparison']['after']:.1%} of the held-out clips", flush=True)
    (work / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    print_results(results)


def run_python(script: Path, *arguments: object) -> None:
    words = [str(argument) for argument in arguments]
    print(f"$ python {script.name} {shlex.join(words)}", flush=True)
    if subprocess.run([sys.executable, str(script), *words]).returncode != 0:
        raise SystemExit(f"{script.name} failed")


def print_results(results: dict[str, list[dict[str, Any]]]) -> None:
    """One Markdown row a retraining."""
    print("\n| labels | seed | held-out clips | before | after | fixed | broken | p |")
    print("|---|---|---|---|---|---|---|---|")
    for name, rows in results.items():
        for row in rows:
            print(f"| {name} | {row['seed']} | {row['clips']} | {row['before']:.1%} | {row['after']:.1%} | "
                  f"{row['fixed']} | {row['broken']} | {row['pValue']:.1g} |")


if __name__ == "__main__":
    main()
