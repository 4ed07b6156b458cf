"""What the made-up city is set to: names, damage rates, presets. YAML only; read through `read`."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml


@lru_cache(maxsize=8)
def read(name: str) -> dict[str, Any]:
    """The content of settings/<name>.yaml; callers do not change it."""
    text = (files(__package__) / f"{name}.yaml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.safe_load(text)
    return content
