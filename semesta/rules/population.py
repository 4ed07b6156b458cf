"""Published population figures, side by side: which office counted, and from which day the figure holds (R8.1, req 5).

DKB: Dukcapil's semester base. BPS: statistics office. KEMENDAGRI_2025: the figures of the 2025 decree on region codes.
CLAIMED: said by an official or a newspaper. IMPLIED: computed from members and a printed coverage. REGISTER: a count of
register rows. Region '0' is the nation.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pyarrow as pa

from semesta.terms.fault import Fault

_FILE = Path(__file__).parent / "population.csv"
_DECREE_SERIES = "KEMENDAGRI_2025"
_DECREE_FROM = date(2025, 1, 1)
_DECREE = "Kepmendagri 300.2.2-2138 Tahun 2025"
_Row = tuple[str, str, date, int, str]


def _own_rows(path: Path) -> Iterator[_Row]:
    for number, row in enumerate(csv.DictReader(path.read_text(encoding="utf-8").splitlines()), 2):
        try:
            valid_from, people = date.fromisoformat(row["valid_from"]), int(row["people"])
            yield row["region_code"], row["series"], valid_from, people, row["source"]
        except (KeyError, TypeError, ValueError):
            raise Fault(f"Angka penduduk di {path.name} tidak dapat dibaca", f"baris {number}") from None


def _decree_rows() -> Iterator[_Row]:
    text = files("semesta.terms").joinpath("data/wilayah/penduduk_kemendagri_2025.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        yield row["kode"], _DECREE_SERIES, _DECREE_FROM, int(row["total"]), _DECREE


@cache
def population_series(path: Path = _FILE) -> pa.Table:
    """One row per region, series and day from which the figure holds: region_code, series, valid_from, people, source.

    Sorted; a Fault for a figure that cannot be read or that stands there twice.
    """
    rows = sorted({*_own_rows(path), *_decree_rows()})
    keys = [row[:3] for row in rows]
    twice = next((key for key, following in pairwise(keys) if key == following), None)
    if twice:
        raise Fault(f"Angka penduduk {twice[1]} untuk {twice[0]} per {twice[2]} ada dua kali di {path.name}")
    columns = list(zip(*rows, strict=True))
    types = (pa.string(), pa.string(), pa.date32(), pa.int64(), pa.string())
    names = ("region_code", "series", "valid_from", "people", "source")
    return pa.table({name: pa.array(column, kind) for name, column, kind in zip(names, columns, types, strict=True)})
