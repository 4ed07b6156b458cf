"""The family pass: whom family card, birth date and name lead home without the number, and who stands in for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from link_people import Person, city, members, residents

from semesta.engines.duck import DuckEngine
from semesta.link.candidates import members_left
from semesta.link.certain import certain_pass, view_registers
from semesta.link.facts import recall
from semesta.link.family import STAND_IN_OF, family_pass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PEOPLE = city(1_200)
LOST = [replace(p, nik=None) for p in PEOPLE if p.number % 4 == 0]
"""Members whose number was not written: only family card, birth date and name are left."""
ELSA = replace(PEOPLE[11], number=5_001, name="ELSA MARIANA", born=date(2012, 6, 9), nik="1671034906120011", sex="P")
ELSI = replace(ELSA, number=5_002, name="ELSI MARIANA", nik="1671034906120012")
ONLY_ELSA = replace(ELSA, number=5_003, home=90_001, nik="1671034906120021")
NO_NUMBER_NO_CARD = replace(PEOPLE[20], number=5_004, name="RATNA KUMALA SARI", home=90_002, nik="1671055203810007")


@pytest.fixture
def engine() -> Iterator[DuckEngine]:
    one = DuckEngine()
    yield one
    one.close()


def passed(
    engine: DuckEngine, register: Sequence[Person], cards: Sequence[Person], *, stand_ins: bool, rich: bool = True
) -> dict[int, int]:
    """resident by member that the family pass took, with the certain pass done before it."""
    engine.register("resident", residents(register))
    engine.register("member", members(cards, rich=rich))
    view_registers(engine, "resident", "member")
    recall(engine, None, None)
    certain_pass(engine)
    members_left(engine)
    family_pass(engine, stand_ins=stand_ins, at_least=1)
    return {int(m): int(r) for m, r in engine.rows("SELECT member_key, resident_key FROM link_kin")}


def keys(engine: DuckEngine, name: str) -> set[int]:
    return {int(key) for (key,) in engine.rows(f"SELECT key FROM {name}")}  # noqa: S608 names of ours


def test_members_without_a_number_find_their_family_and_all_are_right(engine: DuckEngine) -> None:
    taken = passed(engine, PEOPLE, LOST, stand_ins=False)
    assert taken == {p.member_id: p.number for p in LOST}
    assert keys(engine, "link_residual") == set()
    assert keys(engine, "link_free") == {p.number for p in PEOPLE} - {p.number for p in LOST}


def test_one_in_eight_stays_behind_to_teach_the_model(engine: DuckEngine) -> None:
    taken = passed(engine, PEOPLE, LOST, stand_ins=True)
    stayed = keys(engine, "link_stand_in")
    assert stayed | set(taken) == {p.member_id for p in LOST}
    assert stayed == keys(engine, "link_residual")
    assert len(LOST) / STAND_IN_OF / 2 < len(stayed) < len(LOST) / STAND_IN_OF * 2  # 300 / 8 = 37.5


@pytest.mark.parametrize(
    ("register", "card", "found", "why"),
    [
        ([ELSA, ELSI], replace(ELSA, nik=None), ELSA.number, "a twin by her very name"),
        ([ELSA, ELSI], replace(ELSA, nik=None, name="ELSA MARIYANA"), None, "a like name does not tell twins apart"),
        (
            [ONLY_ELSA],
            replace(ONLY_ELSA, nik=None, name="ELSA MARIYANA"),
            ONLY_ELSA.number,
            "alone, a like name will do",
        ),
        ([ONLY_ELSA], replace(ONLY_ELSA, nik=None, name="BUDI SANTOSO"), None, "another name"),
        ([ONLY_ELSA], replace(ONLY_ELSA, nik=None, sex="L"), None, "another sex"),
        ([ONLY_ELSA], replace(ONLY_ELSA, nik=None, born=date(2012, 6, 8)), None, "another birth date"),
    ],
)
def test_a_like_name_will_do_unless_there_is_a_twin(
    engine: DuckEngine, register: list[Person], card: Person, found: int | None, why: str
) -> None:
    assert passed(engine, register, [card], stand_ins=False).get(card.member_id) == found, why


NEW_YEAR = date(1981, 1, 1)
NAMESAKE = replace(NO_NUMBER_NO_CARD, number=5_005, home=90_003, nik="1671055203810009")
NEIGHBOUR = replace(NAMESAKE, name="RATNA SARI", home=90_002 + 18 * 5)
"""Of the same village: those of the made-up people go by 18 and by 5."""
OTHER_DAY, OTHER_LENGTH, NEARLY = "1671051404050003", "167105520381007", "1671055203810098"


@pytest.mark.parametrize(
    ("nik", "born", "others", "found", "why"),
    [
        ("1671055203810008", None, [], True, "one digit wrong"),
        (NEARLY, None, [], True, "two digits wrong"),
        ("1671055203819998", None, [], False, "three digits wrong: another's number of the same day"),
        (None, None, [], True, "no number says nothing against it"),
        (OTHER_DAY, None, [], True, "a number of another day is a relative's"),
        (OTHER_LENGTH, None, [], True, "a digit lost"),
        (None, NEW_YEAR, [], False, "too many are written down as born on 1 January"),
        (NEARLY, None, [NAMESAKE], True, "two are met, but the number is nearly the one's"),
        (None, None, [NAMESAKE], False, "two are met, and no number tells them apart"),
    ],
)
def test_without_a_family_card_the_very_name_day_and_village_will_do_when_no_number_speaks_against_it(
    engine: DuckEngine, nik: str | None, born: date | None, others: list[Person], found: bool, why: str
) -> None:
    one = replace(NO_NUMBER_NO_CARD, born=born or NO_NUMBER_NO_CARD.born)
    taken = passed(engine, [one, *others], [replace(one, nik=nik)], stand_ins=False, rich=False)
    assert taken == ({one.member_id: one.number} if found else {}), why


@pytest.mark.parametrize(
    ("name", "nik", "others", "found", "why"),
    [
        ("RATNA KOMALA SARI", None, [], True, "0.976 alike, and nobody else of that day and village"),
        ("RATNA KOMALA SARI", None, [NEIGHBOUR], False, "another like name of that day and village"),
        ("RATNA K SARI", OTHER_LENGTH, [], True, "0.925, and no whole number says another's"),
        ("RATNA K SARI", "1671055203819998", [], False, "0.925, and three digits wrong"),
        ("NY KUMALA SARI", NO_NUMBER_NO_CARD.nik, [], True, "0.770, and the very number"),
        ("NY KUMALA SARI", None, [], False, "0.770 and no number"),
        ("SARI RATNA KUMALA", NO_NUMBER_NO_CARD.nik, [], False, "0.739 is too little even so"),
    ],
)
def test_without_a_family_card_a_like_name_will_do_where_nobody_else_of_that_day_and_village_is_met(
    engine: DuckEngine, name: str, nik: str | None, others: list[Person], found: bool, why: str
) -> None:
    one = NO_NUMBER_NO_CARD
    taken = passed(engine, [one, *others], [replace(one, name=name, nik=nik)], stand_ins=False, rich=False)
    assert taken == ({one.member_id: one.number} if found else {}), why


@pytest.mark.parametrize(
    ("name", "nik", "born", "found", "why"),
    [
        ("RATNA KUMALA SARI", NEARLY, date(1981, 3, 20), True, "two digits wrong and the month"),
        ("RATNA K SARI", "1671055203810098", date(1974, 3, 2), False, "0.925 alike, two digits wrong, another date"),
        ("RATNA KUMALA SARI", "1671055203819998", date(1981, 3, 20), False, "three digits wrong and the month"),
        ("SUTI", NO_NUMBER_NO_CARD.nik, None, False, "the very number and day, but nothing of the name"),
        ("RIRIN", NO_NUMBER_NO_CARD.nik, None, True, "the very number and day, and the first letter"),
        ("RIRIN", NEARLY, None, False, "nearly the number is not enough for that"),
    ],
)
def test_nearly_the_number_and_the_village_will_do_where_either_name_or_date_is_damaged(
    engine: DuckEngine, name: str, nik: str, born: date | None, found: bool, why: str
) -> None:
    one = NO_NUMBER_NO_CARD
    card = replace(one, name=name, nik=nik, born=born or one.born)
    assert passed(engine, [one], [card], stand_ins=False, rich=False) == (
        {one.member_id: one.number} if found else {}
    ), why


def test_a_second_card_of_one_resident_is_left_to_the_model(engine: DuckEngine) -> None:
    cards = [ONLY_ELSA, replace(ONLY_ELSA, nik=None, card=1)]
    assert passed(engine, [ONLY_ELSA], cards, stand_ins=False) == {}
