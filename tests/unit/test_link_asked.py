"""How likely each of a few rows is the person asked for."""

from datetime import date

import pytest

from semesta.engines.duck import DuckEngine
from semesta.link.asked import likeness
from semesta.link.compare import comparison
from semesta.link.model import Model

NAMES = ("full_name", "birth_date", "national_id", "sex", "village")
BUDI = {
    "name": "BUDI SANTOSO", "birth_on": date(1990, 8, 17), "nik": "1671041708900001", "sex": "L",
    "village_code": "16.71.04.1002",
}  # fmt: skip


@pytest.fixture
def model() -> Model:
    """A model as before any file taught it: the declared chances of each field."""
    fields = tuple(comparison(name, nik=True).field for name in NAMES)
    rows = {one.name: 10 if one.rarity or one.given else 1 for one in fields}
    return Model(
        fields=fields, m={one.name: one.prior_m for one in fields},
        u={one.name: (one.prior_u,) * rows[one.name] for one in fields}, alike=(), match_share=0.9, left_count=10_000,
        link_threshold=0.9, doubt_threshold=0.1,
    )  # fmt: skip


@pytest.fixture
def engine():
    made = DuckEngine(threads=1)
    yield made
    made.close()


def asked(engine, model, question, *rows):
    return likeness(engine, question, rows, model)


def test_the_same_words_are_the_same_person(engine, model):
    (one,) = asked(engine, model, BUDI, BUDI)
    assert one.probability > 0.99
    assert {one.level[name] for name in NAMES} == {9}


def test_the_likeliest_of_several_takes_the_most_and_all_together_at_most_one(engine, model):
    near = {**BUDI, "birth_on": date(1990, 8, 18), "nik": "1671041808900002"}
    other = {**BUDI, "name": "SITI AMINAH", "sex": "P", "birth_on": date(1961, 1, 2), "nik": "1671044201610003"}
    found = asked(engine, model, BUDI, other, near, BUDI)
    shares = [one.probability for one in found]
    assert shares == sorted(shares)
    assert sum(shares) <= 1
    assert (found[0].level["full_name"], found[0].level["national_id"] < 9) == (1, True)


def test_what_is_not_said_says_nothing(engine, model):
    question = {"name": "BUDI SANTOSO", "birth_on": date(1990, 8, 17)}
    (without,) = asked(engine, model, question, BUDI)
    assert {name: without.level[name] for name in ("national_id", "sex", "village")} == {
        "national_id": 0, "sex": 0, "village": 0}  # fmt: skip
    (whole,) = asked(engine, model, BUDI, BUDI)
    assert without.probability < whole.probability


def test_nobody_is_asked_about(engine, model):
    assert asked(engine, model, BUDI) == []


def test_it_can_be_asked_again_with_the_same_engine(engine, model):
    assert asked(engine, model, BUDI, BUDI) == asked(engine, model, BUDI, BUDI)
