"""People switched off and taken in (req 9, trap 5)."""

from __future__ import annotations

import pytest

from semesta.measure.what_if import what_if


def test_113000_off_from_87_percent_leaves_80_66_with_11717_to_lose() -> None:
    found = what_if(population=1781672, active_share=0.87, removed=113000, required=0.8)
    # 1,550,055 - 113,000 = 1,437,055; ceil(0.8 * 1,781,672) = 1,425,338
    assert found.active_after == 1437055
    assert round(found.share_after * 100, 2) == 80.66
    assert found.margin_people == 1437055 - 1425338


def test_taking_all_113000_in_costs_4_27_billion_a_month() -> None:
    found = what_if(
        population=1781672, active=1550055, removed=113000, added=113000, required=0.8, city_cost_rupiah=37800
    )
    assert found.active_after == 1550055
    assert found.cost_rupiah_month == 4_271_400_000


def test_a_missing_margin_is_negative() -> None:
    assert what_if(population=1000, active=790, required=0.8).margin_people == -10


def test_without_active_people_there_is_no_answer() -> None:
    with pytest.raises(ValueError, match="active"):
        what_if(population=1000, required=0.8)
