"""Cells of workbooks, JSON and Parquet as the text that the sender sees."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

_WHOLE_BELOW = 1e17
_LONG_NUMBER = 1e9


def text_of(value: Any) -> str | None:
    """Text of one cell; None when nothing is there.

    A whole number below 10**17 has all its digits and no `.0` (`1671014101900000`); a larger one is written as a
    computer keeps it (`1.671e+19`). Dates are `yyyy-mm-dd`, with `hh:mm:ss` when there is a time of day.
    """
    if value is None or value == "":
        return None
    for types, write in _WRITERS:
        if isinstance(value, types):
            return write(value)
    return str(value)


def _float_text(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < _WHOLE_BELOW else repr(value)


def _moment_text(value: datetime) -> str:
    midnight = not (value.hour or value.minute or value.second or value.microsecond)
    return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")


_WRITERS: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (str, str),
    (bool, lambda value: "TRUE" if value else "FALSE"),
    (float, _float_text),
    (datetime, _moment_text),
    (date | time, lambda value: value.isoformat()),
    (Decimal, lambda value: format(value, "f")),
    (bytes, lambda value: value.decode(errors="replace")),
    (dict | list, lambda value: json.dumps(value, ensure_ascii=False)),
)


def texts_of(values: Sequence[Any]) -> list[str | None]:
    """Text of a column of cells."""
    if set(map(type, values)) <= {str}:
        return [value or None for value in values]
    return [(value or None) if type(value) is str else text_of(value) for value in values]


def count_long_numbers(values: Sequence[Any]) -> int:
    """How many cells hold a number of ten digits or more: identifiers that are no text any more."""
    if not set(map(type, values)) & {float, int}:
        return 0
    return sum(1 for value in values if type(value) in (float, int) and abs(value) >= _LONG_NUMBER)
