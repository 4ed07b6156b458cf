"""Episodes of a facility of the small city: put in place without a counter, and people to serve."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from semesta.web.casework.actions.episode import Patient, start
from semesta.web.casework.models import Episode, EpisodeTurn
from semesta.web.core.acting import Acting, acting, acting_of
from semesta.web.core.published.tables.models import Person
from tests.web.case_samples import EVERYWHERE
from tests.web.published_city import looking


def put_episode(city, **values) -> Episode:
    """An open episode of the city's facility, come two hours ago, with these values."""
    now = timezone.now()
    standard = {
        "facility": city.offices["facility"], "opened_by": city.users["facility"], "identity": "typed",
        "care": "inpatient", "admitted_at": now - timedelta(hours=2), "papers_calendar": "calendar_day",
        "papers_due_at": now + timedelta(hours=70), "route": "apbd_quota", "area_code": city.area,
    }  # fmt: skip
    with acting(EVERYWHERE):
        made = Episode.unscoped.create(**{**standard, **values})
        EpisodeTurn.unscoped.create(
            episode=made, area_code=made.area_code, office=made.state, from_at=made.at_since, due_at=made.due_at
        )
    return made


def patient_like(one: Person, run_id: str = "earlier", **values) -> Patient:
    """Somebody of the files as the counter writes them down."""
    facts = {
        "identity": "known", "area_code": one.area_code, "person_id": one.person_id, "nik": one.nik or "",
        "nkk": one.nkk or "", "psnoka": one.psnoka or "", "name": one.name or "", "birth_on": one.birth_on,
        "sex": one.sex or "", "run_id": run_id, "class_name": one.class_name, "segment": one.segment or "",
        "reason": one.reason or "", "route": one.route or "", "inactive_on": one.inactive_since_on,
    }  # fmt: skip
    return Patient(**{**facts, **values})


def served(scope, one: Person, **values) -> Episode:
    """The episode of somebody of the files, as their facility starts it."""
    with acting(acting_of(scope)):
        return start(scope, patient_like(one, **values), care="inpatient", admitted_at=timezone.now())


def people(scope, count: int = 1, **wanted) -> list[Person]:
    """People of the shown month with a good NIK, in order."""
    with looking(scope) as shown:
        rows = shown.rows(Person).filter(nik__isnull=False, nik_damage="", in_register=True, **wanted)
        return list(rows.order_by("person_id")[:count])


def now_of(episode: Episode) -> Episode:
    """The row as the database has it."""
    with acting(Acting(**{**vars(EVERYWHERE)}), writes=False):
        return Episode.unscoped.select_related("line").get(pk=episode.pk)
