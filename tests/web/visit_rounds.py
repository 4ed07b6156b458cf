"""A small round of visits in the database, and answers from its doors."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from semesta.web.casework.models import Round, RoundAgent, RoundHousehold, Visit, VisitPerson


def put_round(area, user, **more) -> Round:
    """A random round of four households of one kelurahan, one of them in reserve, with an agent."""
    frame = {
        "households": 40, "residents": 120, "active": 90, "clusters": 2,
        "left_out": {"no_family_card": 0, "no_village": 0}, "fractions": {"first": {"all": 0.075}, "second": {}},
        "registers": {f"{area}.01": {"residents": 120, "registered": 110, "active": 90}},
    }  # fmt: skip
    held = Round.objects.create(
        **{
            "area_code": area, "name": "Putaran uji", "kind": "random", "design": "simple", "seed": "uji",
            "frame_sha256": "0" * 64, "frame": frame, "counts": {"main": 3, "reserve": 1}, "run_id": "uji",
            "month": date(2025, 5, 1), "starts_on": date(2025, 6, 2), "ends_on": date(2025, 6, 14), "user": user,
            "settings": {"kind": "simple", "area": area}, **more,
        }
    )  # fmt: skip
    agent = RoundAgent.objects.create(area_code=area, round=held, code="a1", name="Petugas Uji", per_day=12)
    RoundHousehold.unscoped.bulk_create(
        RoundHousehold(
            round=held, area_code=f"{area}.01.1001", household_key=f"1{held.pk:05d}{at}",
            part="reserve" if at == 4 else "main",
            stratum="all", cluster=f"{area}.01.1001/001/001", probability=0.075, draw_order=at, member_count=3,
            head_name=f"Kepala {at}", address=f"Jl. Uji {at}", rt="001", rw="001", agent=None if at == 4 else agent,
            visit_on=None if at == 4 else date(2025, 6, 2), visit_order=None if at == 4 else at,
        )
        for at in range(1, 5)
    )  # fmt: skip
    return held


def home_of(held, at) -> RoundHousehold:
    return RoundHousehold.unscoped.get(round=held, draw_order=at)


def put_visit(home, outcome, people=()) -> Visit:
    """A visit that came in; `people` as (person id, listed, found, card)."""
    visit = Visit.unscoped.create(
        area_code=home.area_code, round=home.round, household=home, agent=home.agent,
        instance_id=f"uuid:{home.pk}", source="uji", visited_at=timezone.now(), outcome=outcome,
    )  # fmt: skip
    VisitPerson.unscoped.bulk_create(
        VisitPerson(
            area_code=home.area_code, visit=visit, person_id=person, listed=listed, found=found, card=card
        )
        for person, listed, found, card in people
    )  # fmt: skip
    return visit
