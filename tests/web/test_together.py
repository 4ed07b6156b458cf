"""Several lists read in one statement are what each of them is when it is read alone."""

import pytest
from django.apps import apps

from semesta.web.core.models import AuditEntry
from semesta.web.core.published.layout import columns_of
from semesta.web.core.published.tables.models import Card, Person, PublishedModel
from semesta.web.core.together import fetched_together
from tests.web.published_city import looking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city")]
PUBLISHED = [model for model in apps.get_models() if issubclass(model, PublishedModel)]


def near(rows):
    """Numbers with decimals compared to fifteen digits: more SQLite does not write as JSON."""
    return [
        {key: pytest.approx(value, rel=1e-14) if isinstance(value, float) else value for key, value in row.items()}
        for row in rows
    ]


@pytest.mark.parametrize("model", PUBLISHED, ids=lambda model: model._meta.db_table)
def test_every_kind_of_column_comes_as_it_is_read_alone(city, model):
    with looking(city.scope("auditor")) as shown:
        columns = [column for column, _ in columns_of(model)]
        rows = shown.rows(model).order_by(*(field.name for field in model._meta.pk_fields)).values(*columns)[:200]
        alone = list(rows)
        assert fetched_together({"rows": rows}) == {"rows": near(alone)}


def test_lists_come_in_their_own_order_with_moments_and_columns_of_other_tables(city, django_assert_num_queries):
    with looking(city.scope("auditor")) as shown:
        people = shown.rows(Person).order_by("-name", "person_id").values("name", "birth_on", "active")[:50]
        cards = shown.rows(Card).order_by("psnoka").values("psnoka")[:50]
        entries = AuditEntry.objects.order_by("id").values("at", "kind")[:5]
        alone = {"people": list(people), "cards": list(cards), "entries": list(entries)}
        with django_assert_num_queries(1):
            assert fetched_together({"people": people, "cards": cards, "entries": entries}) == alone


def test_who_has_no_area_finds_nothing(city):
    with looking(city.scope("auditor")) as shown:
        nowhere = shown.rows(Person).none().values("name")
        assert fetched_together({"nowhere": nowhere, "people": shown.rows(Person).values("name")[:1]})["nowhere"] == []
