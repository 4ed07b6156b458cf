"""Cells of workbooks, JSON and Parquet as the text that the sender sees."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

_WHOLE_BELOW = 1e17


def text_of(value: Any) -> str | None:
    """Text of one cell; None when nothing is there.

    A whole number below 10**17 has all its digits and no `.0` (`1671014101900000`); a larger one is written as a
    computer keeps it (`1.671e+19`). Dates are `yyyy-mm-dd`, with `hh:mm:ss` when there is a time of day.
    """
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _WHOLE_BELOW else repr(value)
    if isinstance(value, datetime):
        midnight = not (value.hour or value.minute or value.second or value.microsecond)
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def texts_of(values: Sequence[Any]) -> list[str | None]:
    """Text of a column of cells."""
    return [(value or None) if type(value) is str else text_of(value) for value in values]


def count_numbers(values: Sequence[Any]) -> int:
    """How many cells hold a number and no text."""
    return sum(1 for value in values if type(value) is float or type(value) is int)
