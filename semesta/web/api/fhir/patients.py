"""Patient: read, versions and history, and what is done by which method at its addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.http import http_date, parse_http_date_safe

from semesta.web.api.asking import ProgramRequest, Refused, must
from semesta.web.api.fhir import finding
from semesta.web.api.fhir.answers import answered, base_of, for_fhir, not_here
from semesta.web.api.fhir.people import patients, row_of
from semesta.web.api.fhir.resources.bundle import history_of
from semesta.web.api.fhir.search import only_wanted
from semesta.web.api.fhir.telling import create, told_answer, told_version, update, update_by_identifier
from semesta.web.casework.models import ToldVersion
from semesta.web.casework.queries.told import own_patients
from semesta.web.core.published.shown import shown_to

if TYPE_CHECKING:
    from semesta.web.api.fhir.resources.systems import Resource
    from semesta.web.casework.models import ToldPatient

READ, SEARCH, CREATE, UPDATE = "Patient.r", "Patient.s", "Patient.c", "Patient.u"
MOST_VERSIONS = 100


@for_fhir("GET", "HEAD", "POST", "PUT", "DELETE")
def patient_type(request: ProgramRequest) -> HttpResponse:
    """GET: a search; POST: a patient told of; PUT: one told of, by an identifier of the facility's own."""
    if request.method == "POST":
        must(request, CREATE)
        return create(request)
    if request.method == "PUT":
        must(request, UPDATE)
        return update_by_identifier(request)
    if request.method == "DELETE":  # as IHE PIXm wants it from who keeps what was told: ITI-104, remove patient
        raise Refused(400, "not-supported", "Remove Patient is not supported")
    must(request, SEARCH)
    return finding.search(request)


@for_fhir("POST", right=SEARCH)
def patient_search(request: ProgramRequest) -> HttpResponse:
    """POST of a form: the way for identity numbers."""
    return finding.search(request)


@for_fhir("GET", "HEAD", "PUT")
def patient_one(request: ProgramRequest, key: str) -> HttpResponse:
    """A person of the month, or a patient that the program's organisation told of."""
    if request.method == "PUT":
        must(request, UPDATE)
        return update(request, key)
    must(request, READ)
    told = _own(request, key)
    if told is not None:
        changed = int(told.changed_at.timestamp())
        if _known(request, told.version, changed):
            return HttpResponse(status=304, headers={"ETag": f'W/"{told.version}"'})
        return told_answer(request, told, 200)
    return _person(request, key)


def _own(request: ProgramRequest, key: str) -> ToldPatient | None:
    return own_patients(request.scope).filter(fhir_id=key).first()


def _person(request: ProgramRequest, key: str, version: int | None = None) -> HttpResponse:
    """A person of the month, who has one version: that of the publication."""
    shown = shown_to(request.scope)
    row = row_of(shown, key)
    if row is None or version not in {None, shown.number}:
        raise not_here("Patient" if version is None else "version of a Patient")
    (found,) = patients(request, shown, [row])
    etag = f'W/"{shown.number}"'
    if version is None and _known(request, shown.number, None):
        return HttpResponse(status=304, headers={"ETag": etag})
    return answered(only_wanted(request, found), ETag=etag)


def _known(request: ProgramRequest, version: int, changed: int | None) -> bool:
    """The program has this version already: If-None-Match, else If-Modified-Since."""
    if told := request.headers.get("If-None-Match"):
        return any(one.strip() in {"*", f'W/"{version}"', f'"{version}"'} for one in told.split(","))
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return since is not None and changed is not None and changed <= since


@for_fhir("GET", "HEAD", right=READ)
def patient_version(request: ProgramRequest, key: str, version: int) -> HttpResponse:
    """A patient told of as it was in one version; a person of the month in the only one."""
    held = _own(request, key)
    if held is None:
        return _person(request, key, version)
    past = ToldVersion.objects.within(request.scope).filter(patient=held, version=version).first()
    if past is None:
        raise not_here("version of a Patient")
    changed = http_date(past.at.timestamp())
    return answered(told_version(held, past), ETag=f'W/"{past.version}"', Last_Modified=changed)


@for_fhir("GET", "HEAD", right=READ)
def patient_history(request: ProgramRequest, key: str) -> HttpResponse:
    """Every version of a patient told of, newest first; of a person of the month the only one."""
    held = _own(request, key)
    told: list[tuple[Resource, str]] = []
    if held is None:
        shown = shown_to(request.scope)
        row = row_of(shown, key)
        if row is None:
            raise not_here("Patient")
        told = [(one, "PUT") for one in patients(request, shown, [row])]
    else:
        past = ToldVersion.objects.within(request.scope).filter(patient=held).order_by("-version")[:MOST_VERSIONS]
        told = [(told_version(held, one), "POST" if one.version == 1 else "PUT") for one in past]
    return answered(history_of(base_of(request), request.build_absolute_uri(request.path), told))
