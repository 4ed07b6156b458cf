"""A series of monthly bills for PBPU Pemda by name, with faults of every reason, and the truth of each line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from semesta.rules.load import load_rules
from semesta.synthetic.bill_lines import FAULT, FAULTS, Lines, evidence_of, lines_of
from semesta.synthetic.columns import days, looked_up, number
from semesta.synthetic.damage import written_nik
from semesta.synthetic.draw import stream
from semesta.synthetic.months import month_before
from semesta.synthetic.settings import read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from numpy.typing import NDArray

    from semesta.synthetic.months import Month

WRONG_TARIFFS = (23_000, 25_500, 42_000)  # the contributions of earlier years, still billed by mistake
SPOILT = ("16710", "TIDAK ADA", "1671")
CARD_SHIFT = 900_000_000_000  # card numbers that no membership file holds


def bill_series(seed: int, month: Month, count: int) -> Iterator[tuple[date, pa.Table, pa.Table]]:
    """(month billed, the bill as sent, its truth) of `count` months up to that of `month`, oldest first.

    The truth has one row per line (row_number as in the file) and, without row_number, one per line left out; `fault`
    is '' where there is none, `sure` False where the files cannot tell. A bill gives back part of what was double
    in the one before.
    """
    found, shares = evidence_of(month), read("damage")["bill"]
    doubles, left_out = np.zeros(0, np.int64), np.zeros(0, np.int64)
    for back in range(count - 1, -1, -1):
        first = month_before(month.first, back)
        rng = stream(seed, month.city.places.area, f"bill {first:%Y-%m}")
        day = int(np.datetime64(first, "D").astype(int))
        lines = lines_of(rng, month, found, day, shares)
        again = lines.fault == FAULT["billed_again"]
        keep = ~again | (~np.isin(lines.at, left_out) & (back < count - 1))  # what was not billed is not billed again
        lines = Lines(lines.at[keep], lines.fault[keep], lines.sure[keep])
        credits_ = doubles[: round(len(doubles) * shares["credited"])]
        yield first, *_tables(rng, month, lines, credits_, first)
        doubles, left_out = (lines.at[lines.fault == FAULT[name]] for name in ("double", "not_billed"))


def _tables(
    rng: np.random.Generator, month: Month, lines: Lines, credited: NDArray[np.int64], first: date
) -> tuple[pa.Table, pa.Table]:
    left_out = lines.fault == FAULT["not_billed"]
    at = np.r_[lines.at[~left_out], credited]
    fault = np.r_[lines.fault[~left_out], np.full(len(credited), FAULT["credit"], np.int8)]
    sure = np.r_[lines.sure[~left_out], np.ones(len(credited), bool)]
    bill = _bill(rng, month, at, fault, first)
    truth = pa.table(
        {
            "row_number": pa.array(np.arange(1, len(at) + 1)),
            "psnoka": bill["PSNOKA"].cast(pa.string()),
            "invoice_month": pa.array([first] * len(at), pa.date32()),
            "paid_for_month": bill["BLNTAG"].cast(pa.string()),
            "fault": looked_up(FAULTS, fault),
            "sure": pa.array(sure),
        }
    )
    count = int(left_out.sum())
    missing = pa.table(
        {
            "row_number": pa.nulls(count, pa.int64()),
            "psnoka": number(month.city.cards.psnoka[lines.at[left_out]], 13).cast(pa.string()),
            "invoice_month": pa.array([first] * count, pa.date32()),
            "paid_for_month": pa.array([f"{first:%Y-%m}"] * count, pa.string()),
            "fault": pa.array(["not_billed"] * count, pa.string()),
            "sure": pa.array([True] * count, pa.bool_()),
        }
    )
    return bill, pa.concat_tables([truth, missing])


def _bill(
    rng: np.random.Generator, month: Month, at: NDArray[np.int64], fault: NDArray[np.int8], first: date
) -> pa.Table:
    city, rules = month.city, load_rules()
    is_ = {name: fault == place for name, place in FAULT.items()}
    strange = is_["card_unknown"]
    psnoka = np.where(strange, city.cards.psnoka[at] + CARD_SHIFT, city.cards.psnoka[at])
    lawful = rules.whole("pbpu_pemda_contribution_rupiah", first)
    wrong = np.array(WRONG_TARIFFS)[rng.integers(0, len(WRONG_TARIFFS), len(at))]
    contribution = np.where(is_["wrong_tariff"], wrong, lawful)
    sign = np.where(is_["credit"], -1, 1)
    months = (f"{first:%Y-%m}", f"{month_before(first):%Y-%m}", "2019-06")
    paid_for = np.select([is_["billed_again"] | is_["credit"], is_["before_programme"]], [1, 2], 0).astype(np.int8)
    return pa.table(
        {
            "PSNOKA": number(psnoka, 13),
            "NOKA": number(np.where(strange, psnoka, city.cards.noka[at]), 13),
            "NIK": _numbers(rng, month, at, is_),
            "NAMA": city.entries.name.take(pa.array(at)),
            "TGLLHR": days(city.entries.birth[at]),
            "KETJNSPESERTA": looked_up(("PBPU DAN BP PEMERINTAH DAERAH",), np.zeros(len(at), np.int8)),
            "BULAN": looked_up((f"{first:%Y-%m}",), np.zeros(len(at), np.int8)),
            "BLNTAG": looked_up(months, paid_for),
            "IURAN": number(sign * contribution),
            "BANTUAN IURAN PEMDA": number(sign * rules.whole("pbpu_help_pemda_rupiah", first)),
        }
    )


def _numbers(rng: np.random.Generator, month: Month, at: NDArray[np.int64], is_: dict[str, Any]) -> pa.Array:
    """The number of each line as the membership file has it, but spoilt or another's where that fault was planted."""
    city, entries = month.city, month.city.entries
    text = written_nik(entries.nik[at], entries.nik_kind[at], np.full(len(at), city.places.village_code[0]))
    sound = np.isin(entries.nik_kind[at], (0,)) | (entries.nik[at] == city.people.nik[city.cards.human[at]])
    spoilt = looked_up(SPOILT, rng.integers(0, len(SPOILT), len(at)))
    text = pc.if_else(pa.array(is_["nik_invalid"] & sound), spoilt, text)
    living = np.flatnonzero(city.register.kind == 0)
    other = living[rng.integers(0, len(living), len(at))]
    other = np.where(city.register.human[other] == city.cards.human[at], living[0], other)
    return pc.if_else(pa.array(is_["nik_of_other"] & sound), number(city.register.nik[other]), text)
