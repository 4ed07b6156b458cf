"""The moment of the examples, and their words in the language of the reader."""

from __future__ import annotations

from datetime import UTC, date, datetime

from semesta.web.core.reading import language

TODAY = date(2025, 5, 2)
NOW = datetime(2025, 5, 2, 14, 30, tzinfo=UTC)
NIK = "1671014508900001"


def say(indonesian: str, english: str) -> str:
    """The example's words in the reader's language. Examples are not in the catalogue: nobody translates them again."""
    return english if language() == "en" else indonesian
