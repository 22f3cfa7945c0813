"""PyPI's torchvision is compiled for CUDA: beside a torch without it, its operators don't load, and then it can't be
imported at all. No check uses them; here their names are made known, so that the readers written in Python load."""

import importlib.util
import re
from pathlib import Path


def declare_missing() -> None:
    """Must be called before torchvision is imported. Does nothing where torch has CUDA's libraries."""
    import torch

    found = importlib.util.find_spec("torchvision")
    if found is None or found.origin is None or torch.version.cuda is not None or _LIBRARIES:
        return
    text = "".join(path.read_text(encoding="utf-8") for path in Path(found.origin).parent.glob("_*.py"))
    names = set(re.findall(r'register_(?:meta|fake)\("(?:torchvision::)?(\w+)"', text))
    _LIBRARIES.append(torch.library.Library("torchvision", "DEF"))
    for name in names:
        _LIBRARIES[-1].define(f"{name}(Tensor a) -> Tensor")


_LIBRARIES: list[object] = []
"""torch forgets what a library defined when it is collected."""
