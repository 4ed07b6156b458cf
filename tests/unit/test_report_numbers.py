"""Figures are written as Indonesians and English readers write them."""

from __future__ import annotations

from datetime import date

import pytest

from semesta.terms.numbers import MINUS, NBSP, Numbers

ID, EN = Numbers("id"), Numbers("en")


def test_whole_numbers_have_dots_in_indonesian_and_commas_in_english():
    assert ID.whole(1703139) == "1.703.139"
    assert EN.whole(1703139) == "1,703,139"
    assert ID.whole(-113000) == f"{MINUS}113.000"
    assert ID.signed(6100) == "+6.100"
    assert ID.whole(None) == "–"


def test_august_2022_reads_99_92_per_cent():
    assert ID.percent(1703139 / 1704503) == f"99,92{NBSP}%"
    assert EN.percent(1703139 / 1704503) == "99.92%"


def test_halves_round_up_and_not_to_even():
    assert ID.percent(0.80125) == f"80,13{NBSP}%"
    assert ID.decimal(2.5, 0) == "3"


def test_values_over_a_hundred_per_cent_are_not_cut():
    assert ID.percent(1763000 / 1718440) == f"102,59{NBSP}%"


@pytest.mark.parametrize(
    ("share", "required", "shown"),
    [(0.97999, 0.98, "97,999"), (0.79, 0.80, "79,00"), (0.8, 0.8, "80,00"), (0.79999999, 0.8, f"<{NBSP}80,00")],
)
def test_a_share_under_the_line_is_never_printed_as_the_line(share, required, shown):
    assert ID.percent_beside(share, required) == f"{shown}{NBSP}%"


def test_rupiah_are_whole_and_shortened_with_their_word():
    assert ID.rupiah(113_000 * 37_800) == f"Rp{NBSP}4.271.400.000"
    assert ID.rupiah_short(113_000 * 37_800) == f"Rp{NBSP}4,27{NBSP}miliar"
    assert EN.rupiah_short(113_000 * 37_800 * 12) == f"Rp{NBSP}51.26{NBSP}billion"
    assert ID.rupiah_short(37_800) == f"Rp{NBSP}37.800"


def test_days_and_months_are_named():
    assert ID.day(date(2025, 5, 1)) == f"1{NBSP}Mei 2025"
    assert EN.month(date(2025, 5, 1)) == "May 2025"
