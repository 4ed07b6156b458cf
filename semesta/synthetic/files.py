"""A drawn city, and how any of its files is written: in slices, with the codes that several files share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from semesta.synthetic.columns import number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from semesta.synthetic.cards import Cards
    from semesta.synthetic.entries import Entries
    from semesta.synthetic.guests import Guests
    from semesta.synthetic.households import Households
    from semesta.synthetic.people import People
    from semesta.synthetic.places import Places
    from semesta.synthetic.register import Register

SLICE = 200_000


@dataclass(frozen=True)
class City:
    """Everything about one area that files are written from."""

    places: Places
    outside: Places  # villages of other areas, see City.village_*
    people: People
    homes: Households
    text: pa.Array  # names of people, then of parents elsewhere
    register: Register
    cards: Cards
    entries: Entries
    guests: Guests | None = None
    guest: NDArray[np.int64] | None = None  # per person the place among guests, -1 none

    @property
    def village_code(self) -> NDArray[np.int64]:
        codes: NDArray[np.int64] = np.r_[self.places.village_code, self.outside.village_code]
        return codes

    @property
    def village_name(self) -> list[str]:
        return self.places.village_name_old + self.outside.village_name_old

    @property
    def district_name(self) -> list[str]:
        return self.places.district_name_old + self.outside.district_name_old


def write_csv(path: Path, tables: Iterator[pa.Table], delimiter: str) -> int:
    """Slices written one after another into one CSV (UTF-8, no quotes, header first); the row count."""
    options = pacsv.WriteOptions(delimiter=delimiter, quoting_style="none", batch_size=32_768)
    rows, writer = 0, None
    try:
        for table in tables:
            writer = writer or pacsv.CSVWriter(path, table.schema, write_options=options)
            writer.write_table(table)
            rows += table.num_rows
    finally:
        if writer is not None:
            writer.close()
    return rows


def slices(count: int, done: Callable[[int], None] | None = None) -> Iterator[slice]:
    """0..count in pieces of SLICE; `done` is told the rows behind."""
    for low in range(0, max(count, 1), SLICE):
        yield slice(low, min(low + SLICE, count))
        if done is not None:
            done(min(low + SLICE, count))


def facility_count(places: Places) -> int:
    """About one first-level facility for every village, at least three."""
    return max(3, len(places.village_code))


def facility_codes(places: Places) -> list[str]:
    """Codes of the area's first-level facilities: puskesmas in digits, clinics with U."""
    regency = int(places.area.replace(".", ""))
    count = facility_count(places)
    return [f"{regency:04d}{at:04d}" if at % 5 < 2 else f"{regency:04d}U{at:03d}" for at in range(1, count + 1)]


def employer_codes(places: Places, firm: NDArray[Any]) -> pa.Array:
    """Kode badan usaha of each firm; empty for -1."""
    regency = int(places.area.replace(".", ""))
    text = pc.binary_join_element_wise(str(regency), number(np.maximum(firm, 0), 5), "")
    return pc.if_else(pa.array(np.asarray(firm) < 0), pa.scalar("", pa.string()), text)
