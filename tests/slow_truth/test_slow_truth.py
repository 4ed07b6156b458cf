"""The relations and a plain-Python restatement must give the same class, reason, route, day and cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from people import AS_OF, RULES, Human, city
from truth import ARREARS_OF_FIRM, FREE_PLACES, PEMDA_START_ON, judged, living, ways

from semesta.engines.duck import DuckEngine
from semesta.relations.load import load_relations, load_sources

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from semesta.engines.base import Engine

ARROW = {
    "VARCHAR": pa.string(), "BIGINT": pa.int64(), "INTEGER": pa.int32(), "DOUBLE": pa.float64(), "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
}  # fmt: skip
SQL = {relation.name: relation.sql for relation in load_relations()}


@pytest.fixture
def engine() -> Iterator[Engine]:
    held = DuckEngine(threads=1)
    for source in load_sources():
        held.register(source.name, pa.schema([(name, ARROW[kind]) for name, kind in source.columns]).empty_table())
    yield held
    held.close()


def table(rows: Sequence[dict[str, Any]], **types: pa.DataType) -> pa.Table:
    """Rows as an Arrow table with these columns; what a row does not say is NULL."""
    return pa.table({name: pa.array([row.get(name) for row in rows], kind) for name, kind in types.items()})


TEXT, WHOLE, DAY, FLAG = pa.string(), pa.int64(), pa.date32(), pa.bool_()


def lay(engine: Engine, humans: Sequence[Human]) -> None:
    """The city as relations 1_standard and 2_link would hold it."""
    day = [{"as_of": AS_OF, "month": AS_OF, "area_code": "16.71"}]
    engine.register("run", table(day, as_of=DAY, month=DAY, area_code=TEXT))
    engine.register("rule_month", table([{"month": AS_OF, **RULES}], month=DAY, **dict.fromkeys(RULES, WHOLE)))
    rows = [{"resident_id": one.person_id, **vars(one.row)} for one in humans if one.row]
    engine.register("resident", table(
        rows, resident_id=WHOLE, nik=TEXT, nkk=TEXT, name=TEXT, birth_on=DAY, sex=TEXT, register_status=TEXT,
        duplicate_row=FLAG, village_code=TEXT, district_code=TEXT, regency_code=TEXT,
    ))  # fmt: skip
    cards = [{"member_id": one.person_id, **vars(one.card)} for one in humans if one.card]
    engine.register("member", table(
        cards, member_id=WHOLE, psnoka=TEXT, nik=TEXT, segment=TEXT, segment_detail=TEXT, status=TEXT,
        reason_stated=TEXT, start_on=DAY, end_on=DAY, pisa=TEXT, ward_class=TEXT,
        employer_code=TEXT, arrears_month_count=WHOLE, birth_on=DAY, sex=TEXT, village_code=TEXT, district_code=TEXT,
        regency_code=TEXT,
    ))  # fmt: skip
    people = [
        {
            "person_id": one.person_id,
            "resident_id": one.person_id if one.row else None,
            "member_id": one.person_id if one.card else None,
            "psnoka": one.card.psnoka if one.card else None,
            "has_doubt": one.has_doubt,
        }
        for one in humans
    ]
    engine.register("person", table(
        people, person_id=WHOLE, resident_id=WHOLE, member_id=WHOLE, nik=TEXT, psnoka=TEXT, person_key=TEXT,
        card_count=WHOLE, active_card_count=WHOLE, pemda_card_count=WHOLE, link_probability=pa.float64(),
        link_method=TEXT, has_doubt=FLAG,
    ))  # fmt: skip
    lay_lists(engine, humans)


def lay_lists(engine: Engine, humans: Sequence[Human]) -> None:
    """Decrees, firms, DTSEN, wages and the term of a registration."""
    decrees = [
        {"psnoka": one.card.psnoka, "decree_number": "3/HUK/2026", **vars(one.decree)}
        for one in humans
        if one.decree and one.card
    ]
    engine.register(
        "decree_line",
        table(decrees, psnoka=TEXT, decree_number=TEXT, effective_on=DAY, decile=WHOLE, catastrophic=FLAG),
    )
    firms = [{"employer_code": code, "arrears_month_count": count} for code, count in ARREARS_OF_FIRM.items()]
    engine.register("employer", table(firms, employer_code=TEXT, arrears_month_count=WHOLE))
    listed = [{"nik": one.row.nik, "nkk": one.row.nkk, "decile": one.own_decile} for one in humans if one.row]
    engine.register("poor_household", table(listed, nik=TEXT, nkk=TEXT, decile=WHOLE))
    wages = [{"nik": one.row.nik} for one in humans if one.row and one.has_wage]
    engine.register("wage_line", table(wages, nik=TEXT))
    term = [{"expected_start_on": PEMDA_START_ON, "free_places": FREE_PLACES, "quota_people": 100}]
    engine.register("registration_term", table(term, expected_start_on=DAY, free_places=WHOLE, quota_people=WHOLE))


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5, 6, 7, 8])
def test_class_reason_and_route_agree_with_the_restatement(engine: Engine, seed: int) -> None:
    humans = city(seed, 600)
    lay(engine, humans)
    for name in ("person_month", "person_need", "person_route"):
        engine.materialise(name, SQL[name])
    found = {row[0]: row[1:] for row in engine.rows("SELECT person_id, class, reason, in_register FROM person_month")}
    assert found == {one.person_id: (judged(one).name, judged(one).reason, living(one)) for one in humans}
    rows = engine.rows("SELECT person_id, route, expected_start_on, deadline_on, monthly_cost_rupiah FROM person_route")
    wanted = {number: (way.route, way.start_on, way.deadline_on, way.cost) for number, way in ways(humans).items()}
    assert {row[0]: row[1:] for row in rows} == wanted


def test_the_made_up_people_meet_every_class_and_nearly_every_route() -> None:
    humans = [one for seed in range(1, 9) for one in city(seed, 600)]
    assert {judged(one).name for one in humans} == {
        "covered_active", "covered_inactive", "status_unknown", "uncovered", "member_not_in_register",
        "dead_but_member", "moved_but_member", "left_register", "duplicate_register_row",
    }  # fmt: skip
    met = {way.route for seed in range(1, 9) for way in ways(city(seed, 600)).values()}
    assert met == {
        "newborn", "pbi_reactivation", "dtsen_pbi", "apbd_quota", "employer", "employer_arrears", "phk_guarantee",
        "mandiri", "pay_first", "pay_arrears", "rehab", "wait_start", "child_study_letter", "fix_identity",
        "resolve_doubt", "correct_register", "report_move", "read_status",
    }  # fmt: skip
