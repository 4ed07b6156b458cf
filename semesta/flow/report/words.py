"""Codes as words in two languages. A code without words is shown as it is: nothing disappears."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import yaml

from semesta.rules.routes import routes
from semesta.terms.reason import REASONS

if TYPE_CHECKING:
    from semesta.terms.numbers import Language


LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def vocabulary() -> dict[str, dict[str, tuple[str, str]]]:
    """Group → code → (Indonesian, English)."""
    text = files("semesta.flow.report").joinpath("words.yaml").read_text(encoding="utf-8")
    held = {
        group: {str(code): (pair[0], pair[1]) for code, pair in words.items()}
        for group, words in yaml.load(text, LOADER).items()  # noqa: S506 -- a safe loader
    }
    held["route"] = {row["route"]: (row["title_id"], row["title_en"]) for row in routes().to_pylist()}
    held["reason"] = {reason.code: (reason.title_id, reason.title_en) for reason in REASONS}
    return held


def word(language: Language, group: str, code: str | None) -> str:
    """The words for a code of a group, or the code itself with spaces for underscores; '' for None.

    'BP+UNKNOWN' gives the words of both.
    """
    if not code:
        return ""
    if "+" in code:
        return " + ".join(word(language, group, part) for part in code.split("+"))
    pair = vocabulary().get(group, {}).get(code)
    return pair[language == "en"] if pair else code.replace("_", " ")
