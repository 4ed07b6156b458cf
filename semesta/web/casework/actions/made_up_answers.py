"""Answers of a made-up city in a round of it, as if its agents had come home: for trying out, never for real people."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from semesta.web.casework.models import RoundHousehold, Visit, VisitPerson
from semesta.web.casework.models.visits import CardShown, Part, PesiarStage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from semesta.web.casework.models import Round

SOURCE = "buatan"
AT_ONCE = 500


def keep_answers(held: Round, rows: Sequence[Mapping[str, Any]], replaces: Mapping[str, str]) -> int:
    """Every household of `rows` (columns of an answers file) has its visit and people; reserves that were called in
    stand for whom `replaces` says. How many visits.
    """
    with transaction.atomic():
        every = RoundHousehold.unscoped.filter(round=held).select_related("agent")
        homes = {one.household_key: one for one in every}
        called = [homes[key] for key in replaces]
        for home in called:
            first = homes[replaces[home.household_key]]
            home.part, home.replaces, home.agent = Part.REPLACEMENT, first, first.agent
            home.visit_on, home.visit_order = first.visit_on, first.visit_order
        columns = ["part", "replaces", "agent", "visit_on", "visit_order"]
        RoundHousehold.unscoped.bulk_update(called, columns, batch_size=AT_ONCE)
        told = [
            (homes[key], list(people))
            for key, people in groupby(sorted(rows, key=itemgetter("household_key")), itemgetter("household_key"))
        ]
        visits = Visit.unscoped.bulk_create([_visit(held, home, people) for home, people in told], batch_size=AT_ONCE)
        people = [
            _person(visit, row) for visit, (_, rows_of) in zip(visits, told, strict=True) for row in rows_of
            if row["found"]
        ]  # fmt: skip
        VisitPerson.unscoped.bulk_create(people, batch_size=AT_ONCE)
    return len(visits)


def _visit(held: Round, home: RoundHousehold, rows: Sequence[Mapping[str, Any]]) -> Visit:
    return Visit(
        area_code=home.area_code, round=held, household=home, agent_id=home.agent_id,
        instance_id=f"{SOURCE}:{home.public_id}", source=SOURCE, visited_at=timezone.now(),
        outcome=rows[0]["outcome"], stage=PesiarStage.SISIR,
        next_door=1 if any(row["next_door"] == 1 for row in rows) else 0,
    )  # fmt: skip


def _person(visit: Visit, row: Mapping[str, Any]) -> VisitPerson:
    return VisitPerson(
        area_code=visit.area_code, visit=visit, person_id=row["person_id"] or None, listed=row["listed"] == 1,
        next_door=row["next_door"] == 1, found=row["found"], card=row["card"] or CardShown.UNSEEN,
    )  # fmt: skip
