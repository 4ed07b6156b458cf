"""The population register: which rows it holds for whom, and what is written in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from semesta.synthetic.damage import (
    BIRTH_KINDS,
    NAME_KINDS,
    damage_birth,
    damage_tokens,
    draw_kinds,
    put_titles,
    written_with_damage,
)
from semesta.synthetic.draw import pick, stream
from semesta.synthetic.names import HONOUR, LINEAGE, SUFFIX
from semesta.synthetic.people import DEAD, LIVING, MOVED
from semesta.synthetic.settings import read

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from semesta.synthetic.households import Households
    from semesta.synthetic.people import People
    from semesta.synthetic.places import Places
    from semesta.synthetic.plan import Plan

ROW_KINDS = ("living", "dead", "moved", "duplicate_nik", "duplicate_person", "absent")
ROW_LIVING, ROW_DEAD, ROW_MOVED, ROW_INVALID, ROW_SECOND, ABSENT = range(6)  # ABSENT: in other months' files only
STATUS_TEXT = ("HIDUP", "MATI", "PINDAH", "TIDAK VALID", "HIDUP", "")


@dataclass(frozen=True)
class Register:
    """One place per register row, in the order of the file (village, household)."""

    human: NDArray[np.int32]
    kind: NDArray[np.int8]  # place in ROW_KINDS
    nik: NDArray[np.int64]
    nkk: NDArray[np.int64]
    name: pa.Array
    birth: NDArray[np.int32]
    village: NDArray[np.int32]
    changed: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.human)


def draw_register(
    seed: int, places: Places, plan: Plan, people: People, homes: Households, text: pa.Array, damage: float
) -> Register:
    """All rows of the area's register; exactly `plan.population` of them are living."""
    rng = stream(seed, places.area, "register")
    rates = read("damage")["register"]
    human, kind = _rows(rng, plan, people, rates)
    household = people.household[human]
    village = homes.village[household].copy()
    invalid, second = np.flatnonzero(kind == ROW_INVALID), np.flatnonzero(kind == ROW_SECOND)
    village[invalid] = pick(rng, places.weight, len(invalid))
    order = np.lexsort((kind, human, village))
    human, kind, village = human[order], kind[order], village[order]
    household = people.household[human]
    invalid, second = np.flatnonzero(kind == ROW_INVALID), np.flatnonzero(kind == ROW_SECOND)
    nkk = homes.nkk[household].copy()
    nkk[invalid] = homes.nkk_old[household[invalid]]
    nik = people.nik[human]
    nik[second] = nik[second] // 10_000 * 10_000 + 9_000 + nik[second] % 1_000
    birth_kind = draw_kinds(
        rng, np.full(len(human), rates["birth_rate"] * damage), BIRTH_KINDS, {"day": 0.5, "month": 0.3, "year": 0.2}
    )
    untouched = plan.today - 4 - 31 * (plan.months - 1)
    changed = (untouched - rng.exponential(900, len(human))).astype(np.int32)
    changed[invalid] -= 400
    changed = np.where(
        people.event[human] > 0,
        people.event[human] + 3,
        np.maximum(changed, np.maximum(people.birth[human] + 9, 12_000)),
    )
    return Register(
        human=human,
        kind=kind,
        nik=nik,
        nkk=nkk,
        name=_names(rng, rates, people, human, kind, text, damage),
        birth=damage_birth(rng, people.birth[human], birth_kind),
        village=village,
        changed=np.minimum(changed, plan.today - 1).astype(np.int32),
    )


def _rows(
    rng: np.random.Generator, plan: Plan, people: People, rates: dict[str, Any]
) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
    kept = read("presets")["shares"]["kept_in_register"]
    living = np.flatnonzero(people.state == LIVING)
    parts = [(living, ROW_LIVING)]
    for state, kind in ((DEAD, ROW_DEAD), (MOVED, ROW_MOVED)):
        rows = np.flatnonzero(people.state == state)
        keep = rng.random(len(rows)) < kept
        lately = ~keep & (people.event[rows] >= plan.today - 31 * (plan.months - 1)) & (plan.months > 1)
        parts += [(rows[keep], kind), (rows[lately], ABSENT)]
    mixed = rng.permutation(living)
    twice = round(len(living) * rates["duplicate_nik"])
    parts += [(mixed[:twice], ROW_INVALID), (mixed[twice : twice + plan.duplicate_people], ROW_SECOND)]
    human = np.concatenate([rows for rows, _ in parts]).astype(np.int32)
    return human, np.concatenate([np.full(len(rows), kind, np.int8) for rows, kind in parts])


def _names(
    rng: np.random.Generator,
    rates: dict[str, Any],
    people: People,
    human: NDArray[Any],
    row_kind: NDArray[Any],
    text: pa.Array,
    damage: float,
) -> pa.Array:
    chance = np.where(row_kind == ROW_INVALID, 0.30, np.where(row_kind == ROW_SECOND, 0.5, rates["name_rate"] * damage))
    kind = draw_kinds(rng, chance, NAME_KINDS, rates["name_kinds"])
    titled = (people.names[:, HONOUR] > 0) | (people.names[:, SUFFIX] > 0) | (people.names[:, LINEAGE] > 0)
    touched = np.flatnonzero((kind > 0) | titled[human])
    names = people.names[human[touched]]
    put_titles(rng, names, rates["honour_rate"], rates["lineage_short_rate"], 0.0)
    damage_tokens(rng, names, kind[touched])
    mask = np.zeros(len(human), bool)
    mask[touched] = True
    return pc.replace_with_mask(
        text.take(pa.array(human)), pa.array(mask), written_with_damage(rng, names, kind[touched])
    )
