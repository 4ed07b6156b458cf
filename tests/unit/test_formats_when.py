"""Which day a file is about."""

from __future__ import annotations

from datetime import date

import pytest

from semesta.formats.when import commonest_month, date_in, month_in


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("peserta_2025_05.csv", date(2025, 5, 1)),
        ("Peserta BPJS Mei 2025.xlsx", date(2025, 5, 1)),
        ("peserta-2025-05-31.csv", date(2025, 5, 31)),
        ("dump_20250531_final.csv", date(2025, 5, 31)),
        ("31.05.2025 rekap", date(2025, 5, 31)),
        ("Keadaan 31 Desember 2024", date(2024, 12, 31)),
        ("DKB SEMESTER II TAHUN 2024", date(2024, 12, 31)),
        ("dkb semester 1 2025", date(2025, 6, 30)),
        ("BULAN : PEBRUARI TAHUN 2025", date(2025, 2, 1)),
        ("mutasi_05-2025", date(2025, 5, 1)),
        ("peserta_1671_final", None),
        ("SK No. 3/HUK/2026", None),
        ("2025-13-41", None),
    ],
)
def test_a_day_is_found_in_a_title_or_a_name(text, day):
    assert date_in(text) == day


@pytest.mark.parametrize(
    ("cells", "day"),
    [
        (["MEI", "2025"], date(2025, 5, 1)),
        (["5", "2025.0"], date(2025, 5, 1)),
        (["2025-05"], date(2025, 5, 1)),
        (["202505"], date(2025, 5, 1)),
        (["Agt", "2024"], date(2024, 8, 1)),
        (["BULAN", "2025"], None),
        ([""], None),
    ],
)
def test_a_month_is_read_from_its_cells(cells, day):
    assert month_in(cells) == day


def test_the_month_of_most_rows_counts_and_of_equals_the_latest():
    assert commonest_month([("MEI", "2025"), ("MEI", "2025"), ("JUNI", "2025")]) == date(2025, 5, 1)
    assert commonest_month([("MEI", "2025"), ("JUNI", "2025"), (None, None)]) == date(2025, 6, 1)
    assert commonest_month([]) is None
