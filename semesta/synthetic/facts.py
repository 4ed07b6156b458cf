"""The truth beside the files: which member row is which resident, and the class each of them truly has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from semesta.synthetic.cards import ACTIVE, CAUSES, OTHER_CITY, SECOND, STATUSES, UNCLEAR
from semesta.synthetic.columns import looked_up, number
from semesta.synthetic.damage import BIRTH_KINDS, NAME_KINDS, NIK_KINDS
from semesta.synthetic.people import DEAD, LIVING, MOVED
from semesta.synthetic.plan import SEGMENTS
from semesta.synthetic.register import ROW_DEAD, ROW_INVALID, ROW_KINDS, ROW_LIVING, ROW_MOVED, ROW_SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from semesta.synthetic.cards import Standing
    from semesta.synthetic.files import City

CLASSES = (
    "covered_active", "covered_inactive", "status_unknown", "uncovered", "dead_but_member", "moved_but_member", "left_register",
    "duplicate_register_row", "duplicate_person",
)


def register_rows(city: City, order: NDArray[np.int64]) -> NDArray[np.int64]:
    """Human → row number (from 1) of its best register row among `order` (places in the register, in file order); 0 none."""
    best = np.zeros(len(city.people), np.int64)
    kind = city.register.kind[order]
    for wanted in (ROW_DEAD, ROW_MOVED, ROW_LIVING):
        rows = np.flatnonzero(kind == wanted)
        best[city.register.human[order[rows]]] = rows + 1
    return best


def member_truth(city: City, standing: Standing, best: NDArray[np.int64], base: int, month: Any, member_file: str, register_file: str) -> pa.Table:
    """One row per row of the member file: whose it truly is. `resident_*` is null when the register has no row of that human."""
    present = np.flatnonzero(standing.present)
    human = city.cards.human[present]
    row = best[human]
    known = row > 0
    size = len(present)
    return pa.table({
        "member_file": pa.array([member_file] * size).dictionary_encode(),
        "row_number": pa.array(np.arange(1, size + 1)),
        "month": pa.array([month] * size, pa.date32()),
        "psnoka": number(city.cards.psnoka[present], 13),
        "human_id": pa.array(base + human.astype(np.int64)),
        "resident_file": pa.array(np.where(known, 0, 1)).cast(pa.int32()) if False else looked_up((register_file,), np.where(known, 0, -1)),
        "resident_nik": pa.array(city.people.nik[human], mask=~known).cast(pa.string()),
        "resident_row_number": pa.array(row, mask=~known),
        "cause": looked_up(CAUSES, city.cards.cause[present]),
        "true_status": looked_up(_status_names(), standing.status[present]),
        "true_segment": looked_up(SEGMENTS, standing.segment[present]),
        "nik_damage": looked_up(NIK_KINDS, city.entries.nik_kind[present]),
        "name_damage": looked_up(NAME_KINDS, city.entries.name_kind[present]),
        "birth_damage": looked_up(BIRTH_KINDS, city.entries.birth_kind[present]),
    })


def _status_names() -> list[str]:
    return ["ACTIVE" if at == ACTIVE else "UNKNOWN" if at == UNCLEAR else "INACTIVE" for at in range(len(STATUSES))]


def human_standing(city: City, standing: Standing) -> NDArray[np.int8]:
    """Per human: 0 no card, 1 unknown, 2 inactive, 3 active: the card that speaks for the person (active first)."""
    rank = np.array([3 if at == ACTIVE else 1 if at == UNCLEAR else 2 for at in range(len(STATUSES))], np.int8)
    best = np.zeros(len(city.people), np.int8)
    rows = np.flatnonzero(standing.present)
    np.maximum.at(best, city.cards.human[rows], rank[standing.status[rows]])
    return best


def resident_truth(city: City, standing: Standing, order: NDArray[np.int64], base: int, month: Any, register_file: str) -> pa.Table:
    """One row per row of the register file: the class it truly has and whether it truly belongs on the uncovered list."""
    register = city.register
    kind, human = register.kind[order], register.human[order]
    covered = human_standing(city, standing)[human]
    state = city.people.state[human]
    place = np.array([CLASSES.index(name) for name in ("uncovered", "status_unknown", "covered_inactive", "covered_active")])[covered]
    place = np.where(state == LIVING, place, CLASSES.index("left_register"))
    place = np.where((state == DEAD) & (covered > 0), CLASSES.index("dead_but_member"), place)
    place = np.where((state == MOVED) & (covered > 0), CLASSES.index("moved_but_member"), place)
    place = np.where(kind == ROW_INVALID, CLASSES.index("duplicate_register_row"), place)
    place = np.where(kind == ROW_SECOND, CLASSES.index("duplicate_person"), place)
    size = len(order)
    return pa.table({
        "resident_file": pa.array([register_file] * size).dictionary_encode(),
        "row_number": pa.array(np.arange(1, size + 1)),
        "month": pa.array([month] * size, pa.date32()),
        "nik": number(register.nik[order]),
        "human_id": pa.array(base + human.astype(np.int64)),
        "row_kind": looked_up(ROW_KINDS, kind),
        "class": looked_up(CLASSES, place),
        "uncovered": pa.array(place == CLASSES.index("uncovered")),
    })


def totals(city: City, standing: Standing, order: NDArray[np.int64]) -> dict[str, int]:
    """Plain counts for totals.json; they add up over areas."""
    rows = np.flatnonzero(standing.present)
    in_city = city.cards.cause[rows] != OTHER_CITY
    segment, active = standing.segment[rows], standing.status[rows] == ACTIVE
    kind = city.register.kind[order]
    found = {
        "humans": len(city.people),
        "register_rows": len(order),
        "population": int(np.isin(kind, (ROW_LIVING, ROW_SECOND)).sum()),
        "member_rows": len(rows),
        "registered": int(in_city.sum()),
        "active": int((in_city & active).sum()),
        "second_cards": int((city.cards.cause[rows] == SECOND).sum()),
        "uncovered": int(((human_standing(city, standing) == 0) & (city.people.state == LIVING))[city.register.human[order[kind == ROW_LIVING]]].sum()),
    }
    for at, name in enumerate(SEGMENTS[1:], start=1):
        found[f"registered_{name}"] = int((in_city & (segment == at)).sum())
        found[f"active_{name}"] = int((in_city & (segment == at) & active).sum())
    return found
