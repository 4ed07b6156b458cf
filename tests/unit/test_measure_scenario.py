"""What if people are switched off, the city takes people in, the rate changes: figures, verdicts and rupiah."""

from datetime import date

import pytest

from semesta.engines.duck import DuckEngine
from semesta.measure.scenario import Change, play
from semesta.measure.verdict import Given
from semesta.rules.load import load_rules

POPULATION = 1_781_672
NOW = Given(POPULATION, registered=1_760_000, active=1_550_055, pemda=200_000)  # 1,550,055 / 1,781,672 = 87.00 %


@pytest.fixture(scope="module")
def outcome():
    engine = DuckEngine(threads=1)

    def played(change: Change, given: Given = NOW, month: date = date(2026, 1, 1)):
        return play(engine, load_rules(), area="16.71", month=month, given=given, change=change)

    yield played
    engine.close()


def test_the_decree_of_february_leaves_80_66_percent(outcome):
    """1,550,055 - 113,000 = 1,437,055; / 1,781,672 = 80.66 %; 80 % needs 1,425,338 (rounded up): 11,717 to spare."""
    found = outcome(Change(removed=113_000, removed_on=date(2026, 2, 1)))
    assert found.on == date(2026, 2, 1)
    assert round(found.now.shares["active_of_population"] * 100, 2) == 87.00
    assert round(found.net.shares["active_of_population"] * 100, 2) == 80.66
    activity = next(
        one for one in found.net.conditions if (one.verdict, one.formula) == ("prioritas", "active_of_population")
    )
    assert (activity.met, activity.margin_people) == (True, 1_437_055 - 1_425_338)
    assert found.extra_to_december == 0


def test_gross_and_net_stand_side_by_side(outcome):
    """Taking in all 113,000 again costs 113,000 x 37,800 = 4,271,400,000 a month, eleven times to December."""
    found = outcome(Change(removed=113_000, removed_on=date(2026, 2, 1), added=113_000, added_on=date(2026, 2, 1)))
    shares = [one.shares["active_of_population"] for one in (found.now, found.gross, found.net)]
    assert [round(one * 100, 2) for one in shares] == [87.00, 80.66, 87.00]
    assert found.cost_net - found.cost_now == 113_000 * 37_800 == 4_271_400_000
    assert found.extra_to_december == 11 * 4_271_400_000 == 46_985_400_000
    assert round(found.net.shares["pemda_share"] * 100, 2) == 17.57  # 313,000 / 1,781,672


def test_people_without_a_card_raise_coverage_too(outcome):
    found = outcome(Change(added=1_000, added_on=date(2026, 3, 2), added_from="uncovered"))
    assert (found.net.registered, found.net.active) == (1_761_000, 1_551_055)
    by_month = {one.month.month: (one.active, one.pemda) for one in found.months}
    # Taken in on 2 March: paid for March, active on the first of April.
    assert (by_month[2], by_month[3], by_month[4]) == (
        (1_550_055, 200_000), (1_550_055, 201_000), (1_551_055, 201_000),
    )  # fmt: skip


def test_another_rate_is_paid_for_everybody_from_its_month_on(outcome):
    """200,000 x (40,000 - 37,800) = 440,000,000 a month from July: six months."""
    found = outcome(Change(rate_rupiah=40_000, rate_from=date(2026, 7, 1)))
    assert found.extra_to_december == 6 * 440_000_000
    assert [one.month.month for one in found.months if one.rate_rupiah == 40_000] == [7, 8, 9, 10, 11, 12]


def test_a_change_in_the_next_year_is_followed_to_that_december(outcome):
    found = outcome(Change(removed=1, removed_on=date(2027, 1, 15)))
    assert (found.on, found.months[-1].month) == (date(2027, 2, 1), date(2027, 12, 1))


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (Change(removed=1_550_056, removed_on=date(2026, 2, 1)), "removed"),
        (Change(added=209_946, added_on=date(2026, 2, 1)), "added"),  # 1,760,000 - 1,550,055 = 209,945 inactive
        (Change(added=21_673, added_on=date(2026, 2, 1), added_from="uncovered"), "added"),
    ],
)
def test_nobody_is_removed_or_added_who_is_not_there(outcome, change, what):
    with pytest.raises(ValueError, match=what):
        outcome(change)


def test_a_verdict_needs_to_know_who_is_active_and_whom_the_city_pays(outcome):
    with pytest.raises(ValueError, match="pemda"):
        outcome(Change(), Given(100, 90, 80))
