"""Wages as firms tell them to BPJS Kesehatan, and which firms truly hold some back (PDS upah)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from semesta.rules.load import load_rules
from semesta.rules.wages import wage_floor_or_none
from semesta.synthetic.columns import days, looked_up, number, small
from semesta.synthetic.draw import stream
from semesta.synthetic.files import employer_codes
from semesta.synthetic.households import registered_firms
from semesta.synthetic.plan import PPU
from semesta.synthetic.settings import read
from semesta.synthetic.standing import ACTIVE
from semesta.synthetic.workers import listed_workers, npp_codes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from semesta.synthetic.months import Month

NO_FLOOR = 3_500_000
"""The wage below which nobody is told, where no rule gives a minimum wage for the month."""


def wage_tables(seed: int, month: Month) -> tuple[pa.Table, pa.Table]:
    """(form of mutations with the wage of each listed worker who is a member through their firm, truth by firm).

    A firm that holds back tells the minimum wage for some of its workers who earn more; an honest one tells what it
    pays, at least the minimum wage, but now and then last year's. Some numbers are mistyped. Truth: NPP, KODE BU,
    HELD_BACK (workers of whom less was told than paid, on purpose), SLIPS (of whom the firm forgot a rise).
    """
    told, city = read("wages"), month.city
    rng = stream(seed, city.places.area, "wages")
    human, firm, wage = listed_workers(seed, month)
    kept = np.isin(human, _members(month)) & registered_firms(firm)
    human, firm, wage = human[kept], firm[kept], wage[kept]
    ceiling = load_rules().whole("ppu_wage_ceiling_rupiah", month.first)
    found = wage_floor_or_none(load_rules(), city.places.area, month.first)
    floor = found.rupiah if found else NO_FLOOR
    paid = np.maximum(wage, floor)
    holds = rng.random(city.homes.firm_count) < told["firms_holding_back"]
    back = holds[firm] & (rng.random(len(firm)) < told["workers_held_back"]) & (wage > floor)
    rise = np.maximum(floor, (paid * told["before_the_rise"]).astype(np.int64))
    slip = ~back & (rng.random(len(firm)) < told["rise_forgotten"]) & (rise < np.minimum(wage, ceiling))
    shown = np.where(back, floor, np.where(slip, rise, paid))
    truth = pa.table({
        "NPP": npp_codes(np.arange(city.homes.firm_count)),
        "KODE BU": employer_codes(city.places, np.arange(city.homes.firm_count)),
        "LISTED": pa.array(np.bincount(firm, minlength=city.homes.firm_count)),
        "HELD_BACK": pa.array(np.bincount(firm[back], minlength=city.homes.firm_count)),
        "SLIPS": pa.array(np.bincount(firm[slip], minlength=city.homes.firm_count)),
    })  # fmt: skip
    return _form(rng, month, human, firm, shown, told["number_mistyped"]), truth


def _members(month: Month) -> NDArray[np.int64]:
    """People who are active members through a firm."""
    standing = month.standing
    rows = standing.present & (standing.segment == PPU) & (standing.status == ACTIVE)
    return np.unique(month.city.cards.human[rows])


def _form(
    rng: np.random.Generator, month: Month, human: NDArray[Any], firm: NDArray[Any], wage: NDArray[Any], mistyped: float
) -> pa.Table:
    """The columns of FORM MUTASI that firms fill in for a change of pay."""
    people, homes = month.city.people, month.city.homes
    household = people.household[human]
    nik = people.nik[human]
    nik = np.where(rng.random(len(nik)) < mistyped, nik + 10 ** rng.integers(0, 3, len(nik)), nik)
    same = np.zeros(len(human), np.int8)
    return pa.table({
        "NO": number(np.arange(1, len(human) + 1)),
        "JENIS MUTASI": looked_up(("6",), same),
        "NO KK": number(homes.nkk[household]),
        "NIK/KITAS/KITAP": number(nik),
        "NAMA LENGKAP": month.city.text.take(pa.array(human)),
        "KODE HUBKEL (PISA)": looked_up(("1",), same),
        "TGL LAHIR": days(people.birth[human], "{d:02d}/{m:02d}/{y:04d}"),
        "JENIS KELAMIN": looked_up(("1", "2"), people.female[human].astype(np.int8)),
        "RT": small(homes.rt[household], 3),
        "RW": small(homes.rw[household], 3),
        "NIP/NPP": npp_codes(firm),
        "GAJI POKOK + TUNJ. TETAP": number(wage),
    })  # fmt: skip
