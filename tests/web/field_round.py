"""A round in the small city: households of one kelurahan, two agents."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from semesta.web.casework.actions.field import give_access, prepare
from semesta.web.casework.actions.papers import keep
from semesta.web.casework.models import (
    FieldForm,
    Round,
    RoundAgent,
    RoundHousehold,
    Submission,
    SubmissionFile,
    Visit,
    VisitConflict,
)  # fmt: skip
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.published.tables.models import Person
from tests.web.case_samples import EVERYWHERE
from tests.web.phone import PNG
from tests.web.published_city import looking


@dataclass
class InField:
    """The round, its agents, and who runs it."""

    round: Round
    agents: list[RoundAgent]
    scope: object

    def token(self, number: int = 0) -> str:
        with acting(acting_of(self.scope)):
            return give_access(self.scope, RoundAgent.objects.select_related("round").get(pk=self.agents[number].pk))


def make_round(city, *, kind: str = "random", households: int = 6, name: str = "Putaran mawar", user=None) -> Round:
    """Households with at least two people, in turns to two agents; nobody was told anything yet."""
    scope = city.scope("coordinator")
    with looking(scope) as shown:
        rows = shown.rows(Person).filter(nkk__isnull=False, in_register=True, area_code__regex=r"^.{13}$")
        cards: dict[str, list] = {}
        for row in rows.order_by("area_code", "nkk", "birth_on").values("nkk", "area_code", "name", "rt", "rw")[:400]:
            cards.setdefault(row["nkk"], []).append(row)
    chosen = [people for people in cards.values() if len(people) > 1][:households]
    today = timezone.localdate()
    with acting(EVERYWHERE):
        made = Round.objects.create(
            area_code=city.area, name=name, kind=kind, design="simple", seed="7", frame_sha256="0" * 64, run_id="r",
            month=today.replace(day=1), starts_on=today, ends_on=today + timedelta(days=6),
            user=city.users["coordinator"],
        )  # fmt: skip
        agents = [
            RoundAgent.objects.create(round=made, area_code=city.area, code=f"A-{n}", name=f"Agen {n}", per_day=8,
                                      user=user if n == 1 else None)
            for n in (1, 2)
        ]  # fmt: skip
        RoundHousehold.unscoped.bulk_create(
            RoundHousehold(
                round=made, area_code=people[0]["area_code"], household_key=people[0]["nkk"], stratum="", cluster="",
                probability=0.1, draw_order=number, member_count=len(people), head_name=people[0]["name"],
                address="Jl. Melati 1", rt=people[0]["rt"], rw=people[0]["rw"], agent=agents[number % 2],
                visit_on=today, visit_order=number,
            )
            for number, people in enumerate(chosen)
        )  # fmt: skip
    return made


def in_field(city, **how) -> InField:
    """A round that was taken to the field."""
    made, scope = make_round(city, **how), city.scope("coordinator")
    with acting(acting_of(scope)):
        prepare(scope, made)
    return InField(made, list(made.agents.order_by("code")), scope)


def field_things(city) -> dict[str, dict]:
    """Arguments of the addresses of a round, an agent, a filled form, a photo and a conflict: made once per city."""
    if not hasattr(city, "field_things"):
        city.field_things = _make_things(city)
    return city.field_things


def _make_things(city) -> dict[str, dict]:
    made = make_round(city, households=0)
    agent = made.agents.first()
    with acting(EVERYWHERE):
        FieldForm.objects.create(round=made, form_id=f"kunjungan-{made.public_id.hex[:12]}", version="1", xform="<x/>")
        home = RoundHousehold.unscoped.create(
            round=made, area_code=city.area, household_key="1671010101010001", stratum="", cluster="", draw_order=1,
            member_count=1, agent=agent, head_name="mawar", address="mawar",
        )  # fmt: skip
        visits = [
            Visit.unscoped.create(
                area_code=city.area, round=made, household=home, agent=agent, instance_id=f"uuid:mawar-{made.pk}-{n}",
                current=n == 2, source="odk", visited_at=timezone.now(), outcome="absent", note="mawar",
            )
            for n in (1, 2)
        ]  # fmt: skip
        conflict = VisitConflict.unscoped.create(
            area_code=city.area, household=home, earlier=visits[0], later=visits[1]
        )  # fmt: skip
        kept = Submission.unscoped.create(
            area_code=city.area, round=made, agent=agent, source="odk", instance_id="sha256:mawar", content="mawar",
            sha256="0" * 64, why="not_xml", note="mawar",
        )  # fmt: skip
        keep(PNG, hashlib.sha256(PNG).hexdigest())
        photo = SubmissionFile.unscoped.create(
            area_code=city.area, submission=kept, name="mawar.png", media_type="image/png", size=len(PNG),
            sha256=hashlib.sha256(PNG).hexdigest(),
        )  # fmt: skip
    return {
        "round": {"public_id": made.public_id}, "agent": {"public_id": agent.public_id},
        "form": {"public_id": kept.public_id}, "photo": {"pk": photo.pk}, "conflict": {"pk": conflict.pk},
    }  # fmt: skip
