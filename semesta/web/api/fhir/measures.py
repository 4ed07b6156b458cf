"""Bulk export ($export) of figures as MeasureReports: counts of areas, never of a person."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils import timezone

from semesta.web.api.asking import ProgramRequest, Refused
from semesta.web.api.fhir.answers import answered, base_of, body_of, for_fhir, not_here, prefers
from semesta.web.api.fhir.counts import class_counts
from semesta.web.api.fhir.eligibility import later
from semesta.web.api.fhir.people import words
from semesta.web.api.fhir.resources.measure import measure_report_of
from semesta.web.api.fhir.search import PAGE, asked_of, key_of, page_of
from semesta.web.casework.actions.told import keep_question
from semesta.web.casework.models import QuestionKind
from semesta.web.core.audit.events import note
from semesta.web.core.published.shown import shown_to

if TYPE_CHECKING:
    from datetime import datetime

    from semesta.web.api.fhir.resources.systems import Resource
    from semesta.web.core.published.shown import Shown

RIGHT = "measure.read"
KIND = "MeasureReport"
FORMATS = {"", "application/fhir+ndjson", "application/ndjson", "ndjson"}
_ID = re.compile(r"cover-([0-9.]+)-([0-9]{4}-[0-9]{2})")


def reports(shown: Shown, areas: list[str], now: datetime) -> list[Resource]:
    """One report per area, widest first; of all areas within the program's when none is named."""
    counted = class_counts(shown)
    wanted = [area for area in areas if area in counted] if areas else sorted(counted)
    return [
        measure_report_of(area, counted[area], month=shown.month, run_id=shown.run_id, now=now, titles=words())
        for area in wanted
    ]


def figures_of(shown: Shown, asked: dict[str, Any], now: datetime) -> str:
    """The same as one line each (NDJSON)."""
    found = reports(shown, asked.get("areas", []), now)
    return "".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n" for one in found)


@for_fhir("GET", "HEAD", "POST", right=RIGHT)
def export(request: ProgramRequest, area: str = "") -> HttpResponse:
    """Kick-off: 202; the file is there when a worker has made it. `_type` may name MeasureReport alone."""
    if not prefers(request, "respond-async"):
        raise Refused(400, "required", "An export is asynchronous: send Prefer: respond-async.")
    wanted = _parameters(request)
    if wanted.get("_outputFormat", "") not in FORMATS:
        raise Refused(400, "not-supported", "_outputFormat is application/fhir+ndjson.")
    if set(filter(None, wanted.get("_type", KIND).split(","))) != {KIND}:
        raise Refused(400, "not-supported", "Only figures leave in bulk: _type=MeasureReport.")
    areas = [area.partition("-")[0]] if area else []
    if areas and not request.scope.covers(areas[0]):
        raise not_here("Group")
    asked = {"request": base_of(request) + ("/Group/$export" if area else "/$export"), "areas": areas}
    kept = keep_question(
        QuestionKind.EXPORT, asked, client_id=request.caller.client_id, area_code=request.scope.areas[0],
        purpose=request.purpose, base=base_of(request), now=timezone.now(),
    )  # fmt: skip
    note("figures exported", key=str(kept.public_id), facts={"areas": areas or list(request.scope.areas)})
    return later(request, kept)


def _parameters(request: ProgramRequest) -> dict[str, str]:
    """From the address, or from Parameters in the body."""
    found = {name: request.GET[name] for name in request.GET}
    if request.method == "POST" and request.body:
        told = body_of(request)
        listed = told.get("parameter", []) if isinstance(told, dict) else None
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            raise Refused(400, "structure", "Parameters are wanted.")
        for one in listed:
            value = one.get("valueString", one.get("valueCode"))
            if isinstance(one.get("name"), str) and isinstance(value, str):
                found[one["name"]] = value
    return found


@for_fhir("GET", "HEAD", right=RIGHT)
def report_one(request: ProgramRequest, key: str) -> HttpResponse:
    """The report of an area: `cover-16.71.04-2025-05`; of the month that is shown."""
    shown = shown_to(request.scope)
    found = _ID.fullmatch(key)
    made = reports(shown, [found[1]], timezone.now()) if found and found[2] == f"{shown.month:%Y-%m}" else []
    if not made:
        raise not_here(KIND)
    return answered(made[0])


@for_fhir("GET", "HEAD", "POST", right=RIGHT)
def report_type(request: ProgramRequest) -> HttpResponse:
    """Reports by subject (Location); of all areas without one."""
    asked = asked_of(request, ("subject", PAGE))
    areas = [key_of(one, "Location") for one in asked.every("subject")]
    named = bool(asked.values.get("subject"))
    found = reports(shown_to(request.scope), areas, timezone.now()) if areas or not named else []
    return page_of(request, KIND, asked, found)
