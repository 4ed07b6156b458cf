"""Published figures: what was announced or printed of which region, when, by whom (jkn.md 8; req 12).

Shown beside computed figures and never mixed with them. A figure in per cent is a share here (95.56 % is 0.9556), all
others are whole numbers of people or rupiah. `kind`: claimed; claimed_as_coverage (said to be coverage, shown by its
own arithmetic to be something else); computed, implied, BPK, BPS, DKB.
"""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from importlib.resources import files

import pyarrow as pa

from semesta.terms.fault import Fault

_NAMES = ("region_code", "said_on", "indicator", "value", "kind", "certainty", "source")
_TYPES = (pa.string(), pa.date32(), pa.string(), pa.float64(), pa.string(), pa.string(), pa.string())
_Row = tuple[str, date, str, float, str, str, str]


@cache
def published_figures() -> pa.Table:
    """One row per figure: region_code ('0' is the nation), said_on, indicator, value, kind, certainty, source; sorted.

    A Fault names the line of a figure that cannot be read.
    """
    text = files("semesta.terms").joinpath("data/figures.csv").read_text(encoding="utf-8")
    rows = sorted(_row(number, row) for number, row in enumerate(csv.DictReader(text.splitlines()), 2))
    columns = list(zip(*rows, strict=True))
    return pa.table({name: pa.array(column, kind) for name, column, kind in zip(_NAMES, columns, _TYPES, strict=True)})


def _row(number: int, row: dict[str, str]) -> _Row:
    try:
        value = round(float(row["value"]) / (100 if row["unit"] == "percent" else 1), 10)
        said_on = date.fromisoformat(row["date"])
    except (KeyError, TypeError, ValueError):
        raise Fault("Angka terbitan di figures.csv tidak dapat dibaca", f"baris {number}") from None
    return row["region_code"], said_on, row["indicator"], value, row["kind"], row["status"], row["source"]
