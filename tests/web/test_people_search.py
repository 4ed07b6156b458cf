"""Somebody is found by what people have at hand, slips included, and never outside the scope."""

import json
from datetime import date

import pytest
from django.db import connection

from semesta.web.core.acting import acting, acting_of
from semesta.web.core.models import Look
from semesta.web.core.published import search
from semesta.web.core.published.by_nik import cover_of, statement
from semesta.web.core.published.near import near_days, near_numbers
from semesta.web.core.published.one_person import one_person, side_by_side, whole_numbers
from semesta.web.core.published.search import Found, find
from semesta.web.core.published.shape import masked
from semesta.web.core.published.shown import shown_to
from semesta.web.core.published.tables.models import Card, Person
from semesta.web.core.published.wanted import Wanted, wanted_of
from tests.web.published_city import looking

EVERYWHERE = ""
needs_database = pytest.mark.django_db


@pytest.fixture
def somebody(city, shown_city):
    """A living resident with a usable NIK, a birth date on which day and month can change places, and a card."""
    with looking(city.scope("auditor", EVERYWHERE)) as shown:
        people = shown.rows(Person).filter(
            class_name="covered_active", nik__isnull=False, link_method="certain", in_register=True, nik_damage=""
        )
        return next(
            one
            for one in people.order_by("person_id")
            if one.birth_on.day <= 12 and one.birth_on.day != one.birth_on.month and len(one.said.split()) >= 2
        )


def found(city, text, role="auditor", area=EVERYWHERE, **more) -> Found:
    with looking(city.scope(role, area)) as shown:
        return find(shown, wanted_of(text, **more))


def numbers(answer: Found) -> list[int]:
    return [hit.person_id for hit in answer.hits]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1671 0417 0890 0001", Wanted(number="1671041708900001")),
        ("1671041708900001.", Wanted(number="1671041708900001")),
        ("budi santoso 17-08-1990", Wanted(name="budi santoso", birth_on=date(1990, 8, 17))),
        ("17/8/1990 Siti", Wanted(name="Siti", birth_on=date(1990, 8, 17))),
        ("siti 1990-08-17", Wanted(name="siti", birth_on=date(1990, 8, 17))),
        ("siti", Wanted(name="siti")),
    ],
)
def test_one_line_is_read_as_number_name_and_day(text, wanted):
    assert wanted_of(text) == wanted


@pytest.mark.parametrize(
    ("typed", "length", "count"),
    [
        ("123456789012345", 16, 16 * 10 - 15),  # each digit put before an equal one gives what it gives after it
        ("1234567890123456", 16, 16 * 9 + 15),  # one wrong digit, or two neighbours swapped
        ("12345678901234", 16, 0),
    ],
)
def test_numbers_one_slip_away_are_counted(typed, length, count):
    assert len(near_numbers(typed, length)) == count


def test_days_one_slip_away_hold_the_swapped_day_and_the_years_beside():
    near = near_days(date(1990, 8, 7))
    assert near[date(1990, 8, 7)] == 100
    assert {date(1990, 7, 8), date(1991, 8, 7), date(1988, 8, 7), date(1990, 8, 17), date(1980, 8, 7)} <= set(near)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("1671041708900001", "1671••••••••••01"),
        ("1671••••••••••01", "1671••••••••••01"),
        ("0001234567890", "0001•••••••90"),
        ("16710145", "1••••••5"),
        ("12", "••"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_number_is_masked_without_birth_date(number, shown):
    assert masked(number) == shown


@needs_database
@pytest.mark.parametrize(
    ("damage", "meant"),
    [
        (lambda nik: nik, False),
        (lambda nik: f" {nik[:4]} {nik[4:10]} {nik[10:]} ", False),
        (lambda nik: nik[:15], True),
        (lambda nik: nik[:5] + nik[6:], True),
        (lambda nik: nik + "0", True),
        (lambda nik: nik[:14] + str((int(nik[14]) + 1) % 10) + nik[15], True),
    ],
)
def test_a_nik_is_found_as_typed_or_one_slip_away(city, somebody, damage, meant):
    answer = found(city, damage(somebody.nik))
    assert somebody.person_id in numbers(answer)
    assert answer.meant == meant


@needs_database
def test_a_card_number_finds_its_holder(city, somebody):
    assert numbers(found(city, somebody.psnoka)) == [somebody.person_id]


@needs_database
@pytest.mark.parametrize(
    "told",
    [
        lambda one: (one.name, one.birth_on),
        lambda one: (one.name.lower().title(), one.birth_on),
        lambda one: (" ".join(reversed(one.name.split())), one.birth_on),
        lambda one: (one.name, date(one.birth_on.year, one.birth_on.day, one.birth_on.month)),
        lambda one: (one.name, date(one.birth_on.year - 1, one.birth_on.month, one.birth_on.day)),
        lambda one: (one.name.replace("A", "AA", 1).replace("S", "SY", 1), one.birth_on),
        lambda one: (one.name[:-1], one.birth_on),
    ],
)
def test_name_and_birth_date_find_through_one_slip(city, somebody, told):
    name, day = told(somebody)
    assert somebody.person_id in numbers(found(city, name, birth_on=day))[:3]


@needs_database
def test_a_name_as_only_the_card_spells_it_finds_the_holder(city, shown_city):
    with looking(city.scope("auditor", EVERYWHERE)) as shown:
        card = next(
            one
            for one in shown.rows(Card).filter(name__isnull=False, said__isnull=False).order_by("member_id")
            if shown.rows(Person)
            .filter(person_id=one.person_id, birth_on__isnull=False, area_code__gt="16.71.")
            .exists()
        )
        person = shown.rows(Person).get(person_id=card.person_id)
    assert card.person_id in numbers(found(city, card.name, area_code=person.area_code))


@needs_database
def test_a_name_alone_is_looked_for_in_the_area_and_more_is_said(city, somebody):
    village = found(city, somebody.name, area_code=somebody.area_code)
    assert somebody.person_id in numbers(village)
    with looking(city.scope("auditor", EVERYWHERE)) as shown:
        common = find(shown, Wanted(name="MUHAMMAD"), limit=3)
    assert len(common.hits) == 3
    assert common.more


@needs_database
def test_a_misspelt_name_is_answered_with_what_may_be_meant(city, somebody):
    word = max(somebody.name.split(), key=len)
    answer = found(city, somebody.name.replace(word, word[:-2] + "K" + word[-2:]), area_code=somebody.area_code)
    assert answer.hits


@needs_database
def test_people_of_one_rt_are_found_by_address(city, somebody):
    with looking(city.scope("dinsos", EVERYWHERE)) as shown:
        same = set(
            shown.rows(Person)
            .filter(area_code=somebody.area_code, rt=somebody.rt, rw=somebody.rw)
            .values_list("person_id", flat=True)
        )
        answer = find(shown, Wanted(area_code=somebody.area_code, rt=somebody.rt, rw=somebody.rw), limit=500)
    assert set(numbers(answer)) == same
    assert found(city, "", role="dinsos", rt="1").ask == "village"


@needs_database
def test_a_role_that_does_not_see_addresses_cannot_search_by_them(city, somebody):
    answer = found(city, "", role="finance", area_code=somebody.area_code, rt=somebody.rt)
    assert answer == Found()


@needs_database
def test_no_way_of_searching_leads_out_of_the_scope(city, somebody, shown_city):
    """An officer of another kelurahan asks for the same person in every way."""
    with looking(city.scope("auditor", EVERYWHERE)) as shown:
        codes = shown.rows(Person).order_by("area_code").values_list("area_code", flat=True).distinct()
        other = next(code for code in codes if len(code) == 13 and code != somebody.area_code)
    day = somebody.birth_on
    asked = [
        Wanted(number=somebody.nik), Wanted(number=somebody.nik[:15]), Wanted(number=somebody.psnoka),
        Wanted(number=somebody.nkk), Wanted(name=somebody.name, birth_on=day),
        Wanted(name=somebody.name, birth_on=date(day.year, day.day, day.month)), Wanted(name=somebody.name),
        Wanted(name=somebody.name, area_code=somebody.area_code),
        Wanted(area_code=somebody.area_code, rt=somebody.rt), Wanted(rt=somebody.rt, rw=somebody.rw),
    ]  # fmt: skip
    for wanted in asked:
        with looking(city.scope("kelurahan", other)) as shown:
            answer = find(shown, wanted, limit=500)
            assert somebody.person_id not in numbers(answer)
            assert {hit.area_code for hit in answer.hits} <= {other}
    with looking(city.scope("kelurahan", other)):
        assert cover_of(city.scope("kelurahan", other), somebody.nik) == []
    with looking(city.scope("kelurahan", somebody.area_code)):
        assert [one.person_id for one in cover_of(city.scope("kelurahan", somebody.area_code), somebody.nik)] == [
            somebody.person_id
        ]


@needs_database
def test_the_same_question_has_the_same_answer_in_the_same_order(city, somebody):
    assert found(city, "muhammad") == found(city, "muhammad")


@needs_database
def test_cover_by_nik_is_one_statement(city, somebody, django_assert_num_queries):
    scope = city.scope("auditor", EVERYWHERE)
    with looking(scope):
        cover_of(scope, somebody.nik)
        with django_assert_num_queries(1):
            (one,) = cover_of(scope, somebody.nik)
    assert (one.name, one.class_name, one.psnoka) == (somebody.name, somebody.class_name, somebody.psnoka)
    assert cover_of(scope, "0000000000000000") == []


def plan_of(sql, values) -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("EXPLAIN QUERY PLAN " + sql, values)
            return "\n".join(str(row[-1]) for row in cursor.fetchall())
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN (FORMAT JSON) " + sql, values)
        (text,) = cursor.fetchone()
        return json.dumps(text)


@needs_database
@pytest.mark.parametrize(
    ("sql", "values", "index"),
    [
        ("SELECT person_id FROM pub_person WHERE nik IN (%s, %s) AND {}", ["1", "2"], "pub_person_1_nik"),
        ("SELECT person_id FROM pub_card WHERE psnoka = %s AND {}", ["1"], "pub_card_1_psnoka"),
        (
            "SELECT person_id FROM pub_person WHERE birth_on IN (%s, %s) AND said LIKE %s AND {}",
            [date(1990, 1, 1), date(1991, 1, 1), "% A %"],
            "pub_person_3_birth_on_said_area_code",
        ),
    ],
)
def test_a_search_uses_its_index_and_asks_the_scope_once(city, shown_city, sql, values, index):
    scope = city.scope("dinsos", "16.71")
    condition, inside = scope.where("area_code")
    with looking(scope):
        plan = plan_of(sql.format(condition), [*values, *inside])
    assert index in plan
    if connection.vendor == "postgresql":
        assert "InitPlan" in plan
        assert "SubPlan" not in plan.replace('"Subplan Name"', "")
        assert "Seq Scan" not in plan


@needs_database
def test_an_address_is_looked_for_by_the_index_of_its_rt(city, somebody, monkeypatch):
    asked = []
    monkeypatch.setattr(search, "_rows", lambda sql, values: asked.append((sql, values)) or [])
    with looking(city.scope("dinsos", "16.71")) as shown:
        find(shown, Wanted(area_code=somebody.area_code, rt=somebody.rt, rw=somebody.rw))
        plan = plan_of(*asked[0])
    assert "pub_person_4_area_code_rw_rt_person_id" in plan
    if connection.vendor == "sqlite":
        assert "(area_code=? AND rw=? AND rt=?)" in plan


@needs_database
def test_the_look_up_at_the_counter_reads_no_table_through(city, shown_city):
    scope = city.scope("facility", "16.71")
    sql, inside = statement(shown_city.space, scope)
    with looking(scope):
        plan = plan_of(sql, ["1", *inside, "1", *inside])
    assert "pub_person_1_nik" in plan
    assert "pub_card_4_nik" in plan
    assert "BLOOM FILTER" not in plan  # SQLite reads a whole table to make one: 64 ms instead of 0.2
    assert "Seq Scan on pub_" not in plan


@needs_database
def test_a_person_is_shown_with_numbers_masked_and_only_the_columns_of_the_role(city, somebody, shown_city):
    with looking(city.scope("dinsos", EVERYWHERE)) as shown:
        whole = one_person(shown, somebody.person_id)
    with looking(city.scope("finance", EVERYWHERE)) as shown:
        narrow = one_person(shown, somebody.person_id)
    assert whole.person["nik"] == masked(somebody.nik)
    assert whole.person["address"] == somebody.address
    assert {"address", "nkk", "decile"} & set(narrow.person) == set()
    assert narrow.kin == []
    assert {"person_key", "said"} & set(whole.person) == set()
    assert [card["psnoka"] for card in whole.cards] == [masked(somebody.psnoka)]
    rows = side_by_side(whole.person, whole.cards[0])
    assert [column for column, _, _, differ in rows if differ] == whole.cards[0]["differs"].split()


@needs_database
def test_a_person_outside_the_scope_is_nobody(city, somebody, shown_city, django_assert_max_num_queries):
    with looking(city.scope("kelurahan", "99")) as shown:
        assert one_person(shown, somebody.person_id) is None
    with looking(city.scope("kelurahan", somebody.area_code)) as shown, django_assert_max_num_queries(1):
        assert one_person(shown, somebody.person_id) is not None


@needs_database
def test_a_whole_number_is_given_after_a_purpose_and_the_look_is_written_down(city, somebody, shown_city):
    class Request:
        scope = city.scope("dinsos", somebody.area_code)

    with acting(acting_of(Request.scope)):
        shown = shown_to(Request.scope)
        told = whole_numbers(Request, shown, somebody.person_id, "verifikasi usulan")
        looks = list(Look.objects.within(Request.scope).values_list("person_key", "purpose", "columns"))
        with pytest.raises(PermissionError):
            whole_numbers(Request, shown, somebody.person_id, " ")
    assert told["nik"] == somebody.nik
    assert looks == [(str(somebody.person_id), "verifikasi usulan", "nik nik_raw nkk psnoka")]
    with looking(city.scope("finance", EVERYWHERE)) as shown, pytest.raises(PermissionError):
        whole_numbers(Request, shown, somebody.person_id, "ingin tahu")
