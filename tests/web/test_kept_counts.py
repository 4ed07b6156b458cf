"""Counts of very many cases are kept for a minute: whose, how long, and what stays exact."""

import time
from datetime import date, timedelta
from threading import Thread

import pytest

from semesta.web.casework.actions import cases as act
from semesta.web.casework.queries import cases as asked
from semesta.web.casework.queries import kept
from semesta.web.core.acting import acting, acting_of
from tests.web.case_samples import put_case

pytestmark = pytest.mark.django_db
ULU, ILIR = "16.71.04.1002", "16.71.06.1001"
TODAY = date(2025, 5, 20)
SOON = TODAY + timedelta(days=3)


@pytest.fixture(autouse=True)
def three_are_many(monkeypatch):
    """So that few cases do for a big city; a minute that is over as soon as the test says so."""
    monkeypatch.setattr(kept, "MANY", 3)
    monkeypatch.setattr(kept, "_HELD", {})


def counted(scope) -> asked.Counts:
    with acting(acting_of(scope), writes=False):
        return asked.counts(scope, "dinsos", TODAY).value


def take(scope, case) -> None:
    with acting(acting_of(scope)):
        act.take(scope, case.pk, case.version)


def some(count: int, area: str = ULU) -> list:
    return [put_case(area, subject=f"{area}{n}", kind="employer", priority=2, due_on=SOON) for n in range(count)]


def test_many_are_counted_once_a_minute_but_ones_own_as_they_are(city, monkeypatch):
    first = some(3)[0]
    scope = city.scope("dinsos")
    assert (counted(scope).every, counted(scope).mine) == (3, 0)
    some(2, ILIR)
    take(scope, first)
    assert (counted(scope).every, counted(scope).mine) == (3, 1)
    monkeypatch.setattr(kept, "KEPT_SECONDS", -1.0)
    assert (counted(scope).every, counted(scope).mine) == (5, 1)


@pytest.mark.parametrize(("age", "told"), [(30, 7), (90, 7), (130, 8)])
def test_who_asks_while_it_is_counted_anew_is_told_the_count_before_unless_it_is_old(monkeypatch, age, told):
    kept.kept("key", lambda: 7, lambda count: count)
    now = time.monotonic() + age
    monkeypatch.setattr(kept.time, "monotonic", lambda: now)
    answers = []

    def slow():
        other = Thread(target=lambda: answers.append(kept.kept("key", lambda: 9, lambda count: count).value))
        other.start()
        other.join(0.3)  # who waits is told what this counts, after it
        others.append(other)
        return 8

    others: list[Thread] = []
    mine = kept.kept("key", slow, lambda count: count).value
    for other in others:
        other.join()
    assert mine == (7 if age == 30 else 8)
    assert answers == ([] if age == 30 else [told])


def test_few_are_counted_anew_for_every_page(city):
    some(1)
    assert counted(city.scope("dinsos")).every == 1
    some(1, ILIR)
    assert counted(city.scope("dinsos")).every == 2


def test_nobody_is_told_a_count_of_another_area(city):
    some(3)
    some(1, ILIR)
    assert counted(city.scope("dinsos")).every == 4
    assert counted(city.scope("dinsos", ILIR)).every == 1
    assert counted(city.scope("dinsos", ULU)).every == 3


def test_filters_and_people_have_counts_of_their_own(city):
    first = some(4)[0]
    one, other = city.scope("dinsos"), city.scope("coordinator")
    take(one, first)

    def by(scope, **wanted):
        with acting(acting_of(scope), writes=False):
            return sum(asked.count_by(scope, asked.wanted_of(wanted), TODAY, of=4).value["area"].values())

    for _ in range(2):
        assert [by(one), by(one, who="me"), by(other, who="me"), by(one, due="late"), by(one, due="soon")] == [
            4, 1, 0, 0, 4,
        ]  # fmt: skip


def test_the_page_says_when_its_numbers_were_counted(city):
    some(3)
    client = city.client("dinsos")
    assert "dihitung sekali semenit" not in client.get("/kasus/").content.decode()
    assert "dihitung sekali semenit" in client.get("/kasus/").content.decode()
    assert "dihitung sekali semenit" in [client.get("/kasus/?due=soon").content.decode() for _ in range(2)][1]
