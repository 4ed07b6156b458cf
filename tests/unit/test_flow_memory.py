"""What the engine may hold follows from the rows of the input."""

import os

import pytest

from semesta.flow.run import memory_for

HALF = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1_000_000 // 2


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [(0, 3_000), (3_500_000, 3_000), (5_000_000, 3_000 + 600), (18_000_000, 3_000 + 14 * 600)],
)
def test_a_city_takes_three_gigabytes_and_each_further_million_rows_six_hundred_megabytes(rows, wanted):
    assert memory_for(rows) == f"{max(3_000, min(wanted, HALF))}MB"
