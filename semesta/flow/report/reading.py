"""How to read the report: definitions and open questions, in both languages."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from semesta.terms.numbers import Language


def reading(language: Language) -> list[tuple[str, str]]:
    """(term, meaning) in one language."""
    lines = yaml.safe_load(files("semesta.flow.report").joinpath("reading.yaml").read_text(encoding="utf-8"))
    return [(line[language], line[f"meaning_{language}"]) for line in lines]
