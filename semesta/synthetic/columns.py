"""Whole columns of text from numbers: dates, codes, addresses. Every function returns an Arrow string array."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from semesta.synthetic.damage import NO_DAY
from semesta.synthetic.numbers import FIRST_DAY, calendar
from semesta.synthetic.settings import read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@lru_cache(maxsize=4)
def _day_texts(shape: str) -> pa.Array:
    """Text of every day of the calendar in one shape, with an empty text at the end for NO_DAY."""
    year, month, day = (part.astype(int) for part in calendar())
    texts = [shape.format(y=y, m=m, d=d) for y, m, d in zip(year.tolist(), month.tolist(), day.tolist(), strict=True)]
    return pa.array([*texts, ""], pa.string())


def days(values: NDArray[Any], shape: str = "{d:02d}-{m:02d}-{y:04d}") -> pa.Array:
    """Dates in the given shape; NO_DAY is empty."""
    texts = _day_texts(shape)
    return texts.take(pa.array(np.where(values == NO_DAY, len(texts) - 1, values - FIRST_DAY).astype(np.int32)))


def number(values: NDArray[Any], width: int = 0) -> pa.Array:
    """Whole numbers as text, zero-filled to `width`."""
    text = pc.cast(pa.array(values), pa.string())
    return pc.utf8_lpad(text, width, "0") if width else text


def small(values: NDArray[Any], width: int = 0) -> pa.Array:
    """Like `number` for numbers below 5,000: looked up, not formatted."""
    return _small_texts(width).take(pa.array(values))


@lru_cache(maxsize=8)
def _small_texts(width: int) -> pa.Array:
    return pa.array([str(value).zfill(width) for value in range(5_000)], pa.string())


def number_or_empty(values: NDArray[Any], prefix: str = "") -> pa.Array:
    """Numbers as text with `prefix`; 0 is empty."""
    text = pc.cast(pa.array(values), pa.string())
    if prefix:
        text = pc.binary_join_element_wise(prefix, text, "")
    return pc.if_else(pa.array(np.asarray(values) == 0), pa.scalar("", pa.string()), text)


def looked_up(texts: Sequence[str], places: NDArray[Any]) -> pa.Array:
    """texts[place] for each place; -1 is empty."""
    table = pa.array([*texts, ""], pa.string())
    return table.take(pa.array(np.where(np.asarray(places) < 0, len(texts), places).astype(np.int32)))


@lru_cache(maxsize=1)
def street_names() -> tuple[str, ...]:
    """The streets of the names file, 'JL. ' before those that are not lorong or perumahan."""
    names = [part.strip() for part in read("names")["streets"].split(",")]
    return tuple(name if name.startswith(("LORONG", "PERUM")) else "JL. " + name for name in names)


STYLES = (("{street} NO. ", 1), ("{street} NO.", 1), ("{street} ", 1), ("{street}", 0), ("{street} NO ", 1))


def typed_addresses(street: NDArray[Any], house: NDArray[Any], style: NDArray[Any]) -> pa.Array:
    """An address as some clerk types it: JALAN for JL., number joined, number missing; `style` chooses the clerk."""
    streets = [name.replace("JL. ", ("JL. ", "JALAN ", "JL ")[at % 3]) for at in range(6) for name in street_names()]
    forms = [form.format(street=name) for form, _ in STYLES for name in streets]
    style = np.asarray(style)
    place = style % len(STYLES) * len(streets) + np.asarray(street) % len(street_names())
    place = place + style // len(STYLES) % 6 * len(street_names())
    shown = np.array([flag for _, flag in STYLES])[style % len(STYLES)] == 1
    text = pc.if_else(pa.array(shown), small(np.asarray(house)), pa.scalar("", pa.string()))
    return pc.binary_join_element_wise(looked_up(forms, place), text, "")


def addresses(street: NDArray[Any], house: NDArray[Any]) -> pa.Array:
    """JL. MERDEKA NO. 12"""
    streets = street_names()
    base = looked_up([name + " NO. " for name in streets], np.asarray(street) % len(streets))
    return pc.binary_join_element_wise(base, small(np.asarray(house)), "")
