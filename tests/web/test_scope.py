"""What lies within a scope, said once and meant the same by the ORM, by SQL and by the policy's pattern."""

import json
import re

import pytest
from django.db import connection

from semesta.web.core.models import Look, Membership, Organisation
from semesta.web.core.roles import ROLES
from semesta.web.core.scope import Scope, posts_of
from semesta.web.core.session_store import held_posts, posts_sql

CODES = ("", "16", "16.71", "16.710", "16.71.04", "16.71.04.1002", "16.71.040", "16.71.05.1001", "16.72", "17.71.04")


def scope(*areas: str) -> Scope:
    return Scope(1, ROLES["dinsos"], 1, "Dinsos", areas)


CASES = [
    ((), set()),
    (("",), set(CODES)),
    (("16",), {"16", "16.71", "16.710", "16.71.04", "16.71.04.1002", "16.71.040", "16.71.05.1001", "16.72"}),
    (("16.71.04",), {"16.71.04", "16.71.04.1002"}),
    (("16.71.04.1002",), {"16.71.04.1002"}),
    (("16.71.05", "16.71.04"), {"16.71.04", "16.71.04.1002", "16.71.05.1001"}),
    (("16.71.04", "16.71"), {"16.71", "16.71.04", "16.71.04.1002", "16.71.040", "16.71.05.1001"}),
    (("16.71.04", "17"), {"16.71.04", "16.71.04.1002", "17.71.04"}),
]


@pytest.mark.parametrize(("areas", "inside"), CASES)
def test_codes_at_and_under_an_area_are_within(areas, inside):
    assert {code for code in CODES if scope(*areas).covers(code)} == inside


@pytest.mark.parametrize(("areas", "inside"), [case for case in CASES if case[0]])
def test_the_pattern_means_the_same(areas, inside):
    assert {code for code in CODES if re.search(scope(*areas).pattern, code)} == inside


@pytest.mark.django_db
@pytest.mark.parametrize(("areas", "inside"), CASES)
def test_the_database_means_the_same_by_orm_and_by_sql(areas, inside):
    Organisation.objects.bulk_create(Organisation(name=code or "-", kind="bpjs", area_code=code) for code in CODES)
    found = scope(*areas).within(Organisation.objects.all())
    assert {one.area_code for one in found} == inside
    condition, values = scope(*areas).where("area_code")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT area_code FROM core_organisation WHERE {condition}", values)
        assert {code for (code,) in cursor.fetchall()} == inside


def test_a_column_that_is_no_name_is_refused():
    with pytest.raises(ValueError, match="not a column"):
        scope("16").where("1=1 OR area_code")


@pytest.mark.django_db
def test_a_table_with_areas_is_not_asked_without_a_scope():
    with pytest.raises(TypeError, match="within"):
        Look.objects.all()


def day(text):
    from datetime import date

    return date.fromisoformat(text)


def told_with_the_session(user, on):
    """The posts as the session's own statement brings them."""
    value = "%s::date" if connection.vendor == "postgresql" else "%s"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({posts_sql(value)}) FROM core_user AS u WHERE u.id = %s", [on, on, on, user.pk])
        (told,) = cursor.fetchone()
    return held_posts(user.pk, told if told is None or isinstance(told, str) else json.dumps(told))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("valid_from", "valid_to", "closed_on", "on", "holds"),
    [
        ("2026-01-01", None, None, "2026-01-01", True),
        ("2026-01-02", None, None, "2026-01-01", False),
        ("2026-01-01", "2026-01-31", None, "2026-01-31", True),
        ("2026-01-01", "2026-01-31", None, "2026-02-01", False),
        ("2026-01-01", None, "2026-03-01", "2026-02-28", True),
        ("2026-01-01", None, "2026-03-01", "2026-03-01", False),
    ],
)
def test_a_post_holds_from_its_first_to_its_last_day_at_an_open_office(
    city, valid_from, valid_to, closed_on, on, holds
):
    user, office = city.users["dinsos"], city.offices["dinsos"]
    Membership.objects.filter(user=user).update(valid_from=day(valid_from), valid_to=valid_to and day(valid_to))
    Organisation.objects.filter(pk=office.pk).update(closed_on=closed_on and day(closed_on))
    assert bool(posts_of(user, day(on))) is holds
    assert told_with_the_session(user, day(on)) == posts_of(user, day(on))


@pytest.mark.django_db
def test_memberships_of_one_role_at_one_office_are_one_post(city):
    user, office = city.users["kelurahan"], city.offices["kelurahan"]
    for area in ("16.72.01.1001", "16.72.01.1002"):
        Membership.objects.create(user=user, role="kelurahan", organisation=office, area_code=area)
    Membership.objects.create(user=user, role="auditor", organisation=office, area_code="16")
    assert [(post.role.name, post.areas) for post in posts_of(user, day("2099-01-01"))] == [
        ("kelurahan", ("16.71", "16.72.01.1001", "16.72.01.1002")),
        ("auditor", ("16",)),
    ]
    assert told_with_the_session(user, day("2099-01-01")) == posts_of(user, day("2099-01-01"))
