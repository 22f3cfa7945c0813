"""Checks that transformers reads what TimesformerConfig writes.

    npm run build && python test/reference/read_config.py

Each configuration is written by the built package (toJsonString) and read by transformers' strict configuration class;
every field must come back with the same value, and a model must be makable from it. Run with torch 2.13.0 (CPU) and
transformers 5.23.0.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from transformers import TimesformerConfig, TimesformerForVideoClassification

ROOT = Path(__file__).parent.parent.parent
SMALL = dict(
    image_size=16, patch_size=8, num_frames=2, hidden_size=8, num_hidden_layers=1, num_attention_heads=2,
    intermediate_size=12,
)
CASES = {
    "defaults, but small": {},
    "a training rate that transformers 5 refuses": dict(drop_path_rate=0.1),
    "whole floats": dict(initializer_range=1, layer_norm_eps=1, hidden_dropout_prob=0, attention_probs_dropout_prob=1),
    "tiny floats": dict(initializer_range=1e-20, layer_norm_eps=1e-12),
    "labels": dict(id2label={"0": "a", "1": "b \u2028 \"c\"", "2": "d"}, problem_type="multi_label_classification"),
    "many labels": dict(num_labels=12),
    "no labels": dict(num_labels=0),
    "space": dict(attention_type="space_only", qkv_bias=False, hidden_act="relu", num_channels=1),
    "joint": dict(attention_type="joint_space_time", output_attentions=True, output_hidden_states=True),
    "fields of other versions": dict(
        architectures=["TimesformerForVideoClassification"], dtype="float32", transformers_version="4.20.0", mine=[1]),
}

WRITE = """
import { TimesformerConfig } from %s;
const { fields, folder } = JSON.parse(process.argv[1]);
await new TimesformerConfig(fields).savePretrained(folder);
"""


def write(fields, folder):
    program = WRITE % json.dumps((ROOT / "out" / "main" / "index.js").as_uri())
    argument = json.dumps(dict(fields=fields, folder=folder))
    subprocess.run(["node", "--input-type=module", "-e", program, argument], check=True)


def expected_fields(fields):
    expected = {name: value for name, value in fields.items() if name not in ("num_labels", "transformers_version", "dtype")}
    if "id2label" in expected:
        expected["id2label"] = {int(key): label for key, label in expected["id2label"].items()}
        expected["label2id"] = {label: key for key, label in expected["id2label"].items()}
    if "drop_path_rate" in expected:
        expected["drop_path_rate"] = int(expected["drop_path_rate"])
    return expected


def faults_of(changes):
    fields = {**SMALL, **changes}
    with tempfile.TemporaryDirectory() as folder:
        write(fields, folder)
        config = TimesformerConfig.from_pretrained(folder)
    faults = [
        f"{name} is {getattr(config, name)!r}, not {value!r}"
        for name, value in expected_fields(fields).items()
        if getattr(config, name) != value
    ]
    count = len(fields["id2label"]) if "id2label" in fields else fields.get("num_labels", 2)
    if config.num_labels != count:
        faults.append(f"num_labels is {config.num_labels}, not {count}")
    TimesformerForVideoClassification(config)
    return faults


def main():
    failed = False
    for name, changes in CASES.items():
        faults = faults_of(changes)
        failed = failed or bool(faults)
        print(f"{name}: {'; '.join(faults) or 'read back'}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
