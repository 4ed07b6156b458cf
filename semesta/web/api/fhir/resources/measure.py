"""Counts of an area as a MeasureReport."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from semesta.web.api.fhir.resources.systems import (
    CLASS,
    MEASURE,
    OPERATOR,
    OURS,
    Resource,
    absent,
    bare,
    coded,
    reference,
)
from semesta.web.core.places import area_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

RESIDENTS = ("covered_active", "covered_inactive", "status_unknown", "uncovered")
"""Classes of who is in the population register; together they are the denominator."""
ACTIVE = "covered_active"


def last_day(month: date) -> date:
    """Of that month."""
    from datetime import timedelta

    following = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return following - timedelta(days=1)


def measure_report_of(
    area: str, counts: Mapping[str, int | None], *, month: date, run_id: str, now: datetime, titles: Mapping[str, str]
) -> Resource:
    """People of an area by class of cover; a hidden count says that it is masked. The score is the share of residents
    with active cover, where no count that it is made of is hidden.
    """
    people = 0
    for name in RESIDENTS:
        people += counts.get(name, 0) or 0
    hidden = any(name in counts and counts[name] is None for name in RESIDENTS)
    score = None if hidden or not people else {"value": round((counts.get(ACTIVE) or 0) / people, 6)}
    return bare({
        "resourceType": "MeasureReport",
        "id": f"cover-{area}-{month:%Y-%m}",
        "identifier": [{"system": f"{OURS}/id/run", "value": run_id}],
        "status": "complete", "type": "summary", "measure": f"{MEASURE}/cover-by-class",
        "subject": {**reference("Location", area), "display": area_name(area)},
        "date": now.isoformat(timespec="seconds"), "reporter": {"display": OPERATOR},
        "period": {"start": month.isoformat(), "end": last_day(month).isoformat()},
        "group": [bare({
            "code": coded(f"{OURS}/CodeSystem/measure-group", "people", "People by class of cover"),
            "population": [_population(name, count, titles) for name, count in sorted(counts.items())],
            "measureScore": score,
        })],
    })  # fmt: skip


def _population(name: str, count: int | None, titles: Mapping[str, str]) -> dict[str, Any]:
    told: dict[str, Any] = {"count": count} if count is not None else {"_count": absent("masked")}
    return {"code": coded(CLASS, name, titles.get(name, "")), **told}
