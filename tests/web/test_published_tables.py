"""What the database holds is what the run wrote, seen only within the scope."""

import json
from collections import Counter
from datetime import date

import pytest
from django.db import connection

from semesta.web.core.audit.covered import covered_models
from semesta.web.core.published.source import content_of, published_tables
from semesta.web.core.published.tables.models import (
    Card,
    Doubt,
    IndicatorMonth,
    ManifestOfMonth,
    NameWord,
    Person,
    PersonChange,
    RejectedCount,
    Spell,
    VisitWork,
)
from tests.web.published_city import looking, table

pytestmark = pytest.mark.django_db
EVERYWHERE = ""


def test_everybody_of_the_month_is_there_once_in_the_class_of_the_run(city, shown_city, city_home):
    expected = Counter(row["class"] for row in table(city_home, "person_month"))
    with looking(city.scope("auditor", EVERYWHERE)) as shown:
        held = Counter(shown.rows(Person).values_list("class_name", flat=True))
        assert shown.rows(Card).count() == len(table(city_home, "card_month"))
        assert shown.rows(Doubt).count() == len(table(city_home, "link_doubt"))
        assert shown.rows(VisitWork).count() == len(table(city_home, "visit_work"))
        assert shown.rows(Person).filter(priority__isnull=False).count() == len(table(city_home, "person_work"))
        assert sum(shown.rows(RejectedCount).values_list("row_count", flat=True)) == len(
            table(city_home, "rejected_row")
        )
    assert held == expected


def test_figures_keep_every_published_month(city, shown_city):
    with looking(city.scope("auditor", EVERYWHERE)) as shown:
        months = set(shown.rows(IndicatorMonth).values_list("month", "breakdown"))
        manifests = list(shown.rows(ManifestOfMonth).order_by("month").values_list("month", "manifest"))
    assert (date(2025, 4, 1), "all") in months
    assert (date(2025, 5, 1), "segment") in months
    assert (date(2025, 4, 1), "segment") not in months
    assert [json.loads(text)["month"] for _, text in manifests] == ["2025-04-01", "2025-05-01"]


def test_a_card_tells_its_own_words_where_they_differ_from_the_register(city, shown_city, city_home):
    register = {row["resident_id"]: row for row in table(city_home, "resident")}
    people = {row["person_id"]: row for row in table(city_home, "person_month")}
    sent = {row["member_id"]: row for row in table(city_home, "member")}
    with looking(city.scope("auditor", EVERYWHERE)) as shown:
        for card in shown.rows(Card):
            person = people[card.person_id]
            other = register[person["resident_id"]] if person["resident_id"] else sent[person["member_id"]]
            for column in ("nik", "name", "birth_on", "sex", "nkk", "mother_name", "address", "village_code"):
                told = getattr(card, column) if column in card.differs.split() else other[column]
                assert told == sent[card.member_id][column]


def test_a_human_whose_class_changed_is_told_with_both_classes(city, shown_city):
    with looking(city.scope("auditor", EVERYWHERE)) as shown:
        changes = list(shown.rows(PersonChange))
    assert changes
    assert all(
        (one.class_before, one.segment_before, one.area_before) != (one.class_now, one.segment_now, one.area_code)
        for one in changes
    )


def test_spells_are_told_once(city, shown_city, city_home):
    """All spells = the newest of each card + those kept beside."""
    every = table(city_home, "member_segment")
    newest = {row["psnoka"]: max(r["from_on"] for r in every if r["psnoka"] == row["psnoka"]) for row in every[:200]}
    with looking(city.scope("auditor", EVERYWHERE)) as shown:
        for psnoka, from_on in newest.items():
            assert not shown.rows(Spell).filter(psnoka=psnoka, from_on=from_on, to_on=None).exists()


@pytest.mark.parametrize("model", [Person, Card, NameWord, VisitWork, Doubt, PersonChange])
def test_only_rows_of_the_scope_are_given(city, shown_city, model):
    with looking(city.scope("auditor", EVERYWHERE)) as shown:
        codes = Counter(shown.rows(model).values_list("area_code", flat=True))
    village = next(code for code in sorted(codes) if len(code) == 13)
    with looking(city.scope("kelurahan", village)) as shown:
        assert Counter(shown.rows(model).values_list("area_code", flat=True)) == {village: codes[village]}
    with looking(city.scope("kelurahan", "99")) as shown:
        assert shown.rows(model).count() == 0


def test_a_published_table_is_not_asked_without_a_scope():
    with pytest.raises(TypeError, match="within"):
        Person.objects.all()


def test_every_published_table_has_its_content_in_one_file_and_no_trigger():
    covered = set(covered_models())
    for model in published_tables():
        assert content_of(model)
        assert not model._meta.managed
        assert model not in covered


def test_names_come_in_the_order_of_bytes(city, shown_city):
    with looking(city.scope("auditor", EVERYWHERE)) as shown:
        names = list(shown.rows(Person).order_by("name", "person_id").values_list("name", flat=True))
    assert names == sorted(names, key=lambda name: name.encode())


def test_the_database_cannot_be_made_to_forget_the_scope_on_postgresql(city, shown_city):
    if connection.vendor != "postgresql":
        return  # SQLite has no rows of its own to hide: the code's scope is tested above
    with looking(city.scope("kelurahan", "99")), connection.cursor() as cursor:
        for model in published_tables():
            if model.AREA:
                cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")
                assert cursor.fetchone() == (0,)
