"""Membership status: what BPJS's code and text say (R1.6, R1.7, R1.10, R1.12)."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

import pyarrow as pa

from semesta.terms.text import text_key

ACTIVE = "ACTIVE"
INACTIVE = "INACTIVE"
UNKNOWN = "UNKNOWN"
STATUSES = (ACTIVE, INACTIVE, UNKNOWN)
ACTIVE_CODE = "0"


@cache
def _by_text() -> dict[str, tuple[str, str | None]]:
    text = files("semesta.terms").joinpath("data/codes/status_text.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {text_key(row["text"]): (row["status"], row["reason"] or None) for row in rows}


@cache
def status_text_map() -> pa.Table:
    """Columns text_key, status, reason (VARCHAR; reason NULL where the text states no cause); one row per text.

    A text that is not in it is UNKNOWN, never inactive. `NON AKTIF AKHIR BULAN` is ACTIVE with a reason: cover runs to
    the end of the month. Code '0' is ACTIVE whatever the text says; any other code says nothing by itself (R1.10: no
    public list), so its text decides.
    """
    rows = sorted(_by_text().items())
    return pa.table(
        {
            "text_key": pa.array([key for key, _ in rows], pa.string()),
            "status": pa.array([status for _, (status, _) in rows], pa.string()),
            "reason": pa.array([reason for _, (_, reason) in rows], pa.string()),
        }
    )


def status_of(code: str | None, text: str | None) -> tuple[str, str | None]:
    """(status, reason) of a raw code and a raw text."""
    if (code or "").strip() == ACTIVE_CODE:
        return ACTIVE, None
    return _by_text().get(text_key(text), (UNKNOWN, None))
