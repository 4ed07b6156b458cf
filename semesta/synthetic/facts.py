"""The truth beside the files: which member row is which resident, and the class each of them truly has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from semesta.synthetic.columns import looked_up, number
from semesta.synthetic.damage import BIRTH_KINDS, NAME_KINDS, NIK_KINDS
from semesta.synthetic.holders import CAUSES, OTHER_CITY, SECOND
from semesta.synthetic.people import DEAD, LIVING, MOVED
from semesta.synthetic.plan import SEGMENTS
from semesta.synthetic.register import ROW_DEAD, ROW_INVALID, ROW_KINDS, ROW_LIVING, ROW_MOVED, ROW_SECOND
from semesta.synthetic.register_file import register_order
from semesta.synthetic.standing import ACTIVE, STATUSES, UNCLEAR

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from semesta.synthetic.files import City
    from semesta.synthetic.months import Month
    from semesta.synthetic.standing import Standing

CLASSES = (
    "uncovered",
    "status_unknown",
    "covered_inactive",
    "covered_active",
    "dead_but_member",
    "moved_but_member",
    "left_register",
    "duplicate_register_row",
    "duplicate_person",
)
STATUS_NAMES = tuple(
    "ACTIVE" if at == ACTIVE else "UNKNOWN" if at == UNCLEAR else "INACTIVE" for at in range(len(STATUSES))
)


class Truth:
    """The two truth files, open for writing; tables of all areas and months go one after another."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.writers: dict[str, pq.ParquetWriter] = {}

    def add(self, what: str, table: pa.Table) -> None:
        """`table` is appended to <what>_truth.parquet."""
        if what not in self.writers:
            self.writers[what] = pq.ParquetWriter(
                self.folder / f"{what}_truth.parquet", table.schema, compression="zstd"
            )
        self.writers[what].write_table(table)

    def close(self) -> None:
        """The files are complete."""
        for writer in self.writers.values():
            writer.close()


def best_rows(city: City) -> NDArray[np.int64]:
    """Human → row number (from 1) of the best register row in this month's file; 0 none."""
    order = register_order(city)
    best = np.zeros(len(city.people), np.int64)
    kind = city.register.kind[order]
    for wanted in (ROW_DEAD, ROW_MOVED, ROW_LIVING):
        rows = np.flatnonzero(kind == wanted)
        best[city.register.human[order[rows]]] = rows + 1
    return best


def member_truth(month: Month, base: int, member_file: str, register_file: str) -> pa.Table:
    """One row per row of the member file: whose it truly is. `resident_*` is null when the register has no such row."""
    city, standing = month.city, month.standing
    present = np.flatnonzero(standing.present)
    human = city.cards.human[present]
    row, owner, files, file = _owners(month, human, base, register_file)
    known = row > 0
    return pa.table(
        {
            "member_file": _constant(member_file, len(present)),
            "row_number": pa.array(np.arange(1, len(present) + 1)),
            "month": _months(month, len(present)),
            "psnoka": number(city.cards.psnoka[present], 13),
            "human_id": pa.array(owner),
            "resident_file": looked_up(files, np.where(known, file, -1)),
            "resident_nik": pa.array(city.people.nik[human], mask=~known).cast(pa.string()),
            "resident_row_number": pa.array(row, mask=~known),
            "cause": looked_up(CAUSES, city.cards.cause[present]),
            "true_status": looked_up(STATUS_NAMES, standing.status[present]),
            "true_segment": looked_up(SEGMENTS, standing.segment[present]),
            "nik_damage": looked_up(NIK_KINDS, city.entries.nik_kind[present]),
            "name_damage": looked_up(NAME_KINDS, city.entries.name_kind[present]),
            "birth_damage": looked_up(BIRTH_KINDS, city.entries.birth_kind[present]),
        }
    )


def _owners(
    month: Month, human: NDArray[np.int32], base: int, register_file: str
) -> tuple[NDArray[np.int64], NDArray[np.int64], tuple[str, ...], NDArray[np.int64]]:
    """(register row, human id, register files, place of the file) per card; guests have theirs elsewhere."""
    row, owner = best_rows(month.city)[human], base + human.astype(np.int64)
    guests = month.city.guests
    if guests is None or month.city.guest is None:
        return row, owner, (register_file,), np.zeros(len(row), np.int64)
    guest = month.city.guest[human]
    seated = guest >= 0
    row = np.where(seated, guests.row[month.first][guest], row)
    owner = np.where(seated, guests.human_id[guest], owner)
    return row, owner, (register_file, guests.register_file[month.first]), seated.astype(np.int64)


def _constant(text: str, size: int) -> pa.Array:
    return looked_up((text,), np.zeros(size, np.int8))


def _months(month: Month, size: int) -> pa.Array:
    return pa.array(np.full(size, month.today, np.int32)).cast(pa.date32())


def human_standing(city: City, standing: Standing) -> NDArray[np.int8]:
    """Per human: 0 no card, 1 unknown, 2 inactive, 3 active: the card that speaks for the person (active first)."""
    rank = np.array([{"ACTIVE": 3, "UNKNOWN": 1, "INACTIVE": 2}[name] for name in STATUS_NAMES], np.int8)
    best = np.zeros(len(city.people), np.int8)
    rows = np.flatnonzero(standing.present)
    np.maximum.at(best, city.cards.human[rows], rank[standing.status[rows]])
    return best


def _classes(city: City, standing: Standing, order: NDArray[np.int64], told: bool = True) -> NDArray[np.int64]:
    """The true class of each register row, a place in CLASSES; a file that tells no status leaves it unknown."""
    kind, human = city.register.kind[order], city.register.human[order]
    covered, state = human_standing(city, standing)[human], city.people.state[human]
    if not told:
        covered = np.minimum(covered, CLASSES.index("status_unknown"))
    place = np.where(state == LIVING, covered, CLASSES.index("left_register"))
    place = np.where((state == DEAD) & (covered > 0), CLASSES.index("dead_but_member"), place)
    place = np.where((state == MOVED) & (covered > 0), CLASSES.index("moved_but_member"), place)
    place = np.where(kind == ROW_INVALID, CLASSES.index("duplicate_register_row"), place)
    return np.where(kind == ROW_SECOND, CLASSES.index("duplicate_person"), place)


def resident_truth(month: Month, base: int, register_file: str, told: bool = True) -> pa.Table:
    """One row per row of the register file: its true class and whether it truly belongs on the uncovered list.

    `told`: the membership file has a status column.
    """
    city, register = month.city, month.city.register
    order = register_order(city)
    place = _classes(city, month.standing, order, told)
    return pa.table(
        {
            "resident_file": _constant(register_file, len(order)),
            "row_number": pa.array(np.arange(1, len(order) + 1)),
            "month": _months(month, len(order)),
            "nik": number(register.nik[order]),
            "human_id": pa.array(base + register.human[order].astype(np.int64)),
            "row_kind": looked_up(ROW_KINDS, register.kind[order]),
            "class": looked_up(CLASSES, place),
            "uncovered": pa.array(place == CLASSES.index("uncovered")),
        }
    )


def totals(month: Month) -> dict[str, int]:
    """Plain counts of one month for totals.json; they add up over areas."""
    city, standing = month.city, month.standing
    order = register_order(city)
    rows = np.flatnonzero(standing.present)
    counted = city.cards.cause[rows] != OTHER_CITY
    segment, active = standing.segment[rows], standing.status[rows] == ACTIVE
    found: dict[str, Any] = {
        "register_rows": len(order),
        "population": np.isin(city.register.kind[order], (ROW_LIVING, ROW_SECOND)).sum(),
        "member_rows": len(rows),
        "registered": counted.sum(),
        "active": (counted & active).sum(),
        "second_cards": (city.cards.cause[rows] == SECOND).sum(),
        "uncovered": (_classes(city, standing, order) == CLASSES.index("uncovered")).sum(),
    }
    for at, name in enumerate(SEGMENTS[1:], start=1):
        found[f"registered_{name}"] = (counted & (segment == at)).sum()
        found[f"active_{name}"] = (counted & (segment == at) & active).sum()
    return {key: int(value) for key, value in found.items()}
