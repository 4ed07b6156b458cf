"""What tests of FHIR begin with: a facility's program and a resident whom the city shows."""

from __future__ import annotations

import pytest

from semesta.web.core.clients import limits
from semesta.web.core.published import by_nik
from semesta.web.core.published.tables.models import Person
from tests.web.programs import Program, program
from tests.web.published_city import looking


@pytest.fixture(autouse=True)
def fresh(city_home, settings) -> None:
    settings.SEMESTA_HOME = city_home  # the model of the run is there
    limits.forget_counts()
    by_nik.forget_number()


@pytest.fixture
def rs(city) -> Program:
    return program(city)


@pytest.fixture
def one(city) -> Person:
    """A resident with cover, an undamaged NIK and one card."""
    with looking(city.scope("auditor")) as shown:
        people = shown.rows(Person).filter(
            nik__isnull=False, nik_damage="", psnoka__isnull=False, card_count=1, active=True, register_status="LIVING",
            birth_on__isnull=False, area_code__gt="16.71.01.",
        )  # fmt: skip
        return people.exclude(name=None).order_by("person_id").first()
