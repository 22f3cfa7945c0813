"""Runs checks in the interpreter of one environment: each loads an export with its real consumer.

    python run.py --root DIR --out FILE --checks pympi_eaf,webvtt_py [--sources '{"timesformer": "/path"}']

Each check is a module in checks/ with CONSUMER (its name for people), PACKAGE (the distribution whose version counts,
or None), FORMATS (folders of exports) and `check(export, sources)`, which returns what was found to be so. The result
is a JSON list in FILE.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

from truth import Export, Skip

sys.path.insert(0, str(Path(__file__).parent))


def run(name: str, root: Path, sources: dict[str, str]) -> list[dict[str, Any]]:
    """One result for each format that a check reads."""
    module = importlib.import_module(f"checks.{name}")
    truth = json.loads((root / "truth.json").read_text(encoding="utf-8"))
    results = []
    for folder in module.FORMATS:
        result: dict[str, Any] = {"check": name, "consumer": module.CONSUMER, "export": folder, "version": None}
        try:
            if not (root / "exports" / folder).is_dir():
                raise Skip("Timeloupe doesn't write this format")
            result["detail"] = module.check(Export(root / "exports" / folder, truth, root / "videos"), sources)
            result["outcome"] = "passed"
        except Skip as reason:
            result.update(outcome="skipped", detail=str(reason))
        except ImportError as error:
            result.update(outcome="skipped", detail=f"can't be imported: {one_line(error)}")
        except Exception as error:  # whatever a consumer raises is its word on the export
            traceback.print_exc()
            result.update(outcome="failed", detail=f"{type(error).__name__}: {one_line(error)}")
        if result["outcome"] != "skipped":
            result["version"] = version(module)
        results.append(result)
    return results


def version(module: Any) -> str | None:
    if hasattr(module, "version"):
        return module.version()
    return None if module.PACKAGE is None else importlib.metadata.version(module.PACKAGE)


def one_line(error: BaseException) -> str:
    """The message without what belongs to this machine."""
    return " ".join(str(error).replace(str(Path.home()), "~").split())[:300]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, required=True, help="holds truth.json, exports/ and videos/")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--checks", required=True, help="names, parted by commas")
    parser.add_argument("--sources", type=json.loads, default={}, help="checkouts of what no registry has, by name")
    args = parser.parse_args()
    # Consumers that would show a window, or phone home, do neither.
    os.environ.update(QT_QPA_PLATFORM="offscreen", HF_HUB_OFFLINE="1", HF_DATASETS_CACHE=str(args.root / "kept/hf"),
                      FIFTYONE_DATABASE_DIR=str(args.root / "kept/fiftyone"), FIFTYONE_DO_NOT_TRACK="1")
    results = [result for name in args.checks.split(",") for result in run(name, args.root.resolve(), args.sources)]
    args.out.write_text(json.dumps(results, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
