"""What a phone fetches: the list of forms, the form, its manifest, the lists of its agent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.urls import reverse

from semesta.web.api.openrosa.answers import answered, form_list, integrity, manifest, said
from semesta.web.api.openrosa.phone import ENDED, for_phone
from semesta.web.casework.field.form import visit_form
from semesta.web.casework.field.lists import households_csv, people_csv
from semesta.web.casework.field.xlsform import HOUSEHOLD_FILE, PERSON_FILE, MadeForm, md5
from semesta.web.casework.queries import field as asked
from semesta.web.core.audit.events import note

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from semesta.web.casework.queries.field import Phone

MOST_ASKED = 1000


def _form(phone: Phone) -> MadeForm | None:
    found = asked.form_of(phone.agent.round)
    return MadeForm(found.form_id, found.version, found.xform) if found else None


def _url(request: HttpRequest, page: str, **more: str) -> str:
    token = request.resolver_match.kwargs["token"] if request.resolver_match else ""
    return request.build_absolute_uri(reverse(page, kwargs={"token": token, **more}))


@for_phone("GET", "HEAD")
def forms(request: HttpRequest, phone: Phone) -> HttpResponse:
    """GET /formList."""
    form = _form(phone)
    if form is None:
        return said(ENDED, 403)
    links = _url(request, "openrosa_form"), _url(request, "openrosa_manifest")
    return answered(form_list(form, phone.agent.round.name, *links))


@for_phone("GET", "HEAD")
def form(request: HttpRequest, phone: Phone) -> HttpResponse:
    """The XForm."""
    made = _form(phone)
    return answered(made.xform.encode()) if made else said(ENDED, 403)


def _lists(phone: Phone) -> dict[str, bytes]:
    return {
        HOUSEHOLD_FILE: households_csv(asked.households_of(phone)), PERSON_FILE: people_csv(asked.people_of(phone))
    }  # fmt: skip


@for_phone("GET", "HEAD")
def form_manifest(request: HttpRequest, phone: Phone) -> HttpResponse:
    """The lists that belong to the form, each with the MD5 of what this agent would get."""
    whole = _url(request, "openrosa_integrity")
    return answered(manifest([
        (name, md5(content), _url(request, "openrosa_list", name=name), whole if name == HOUSEHOLD_FILE else "")
        for name, content in _lists(phone).items()
    ]))  # fmt: skip


@for_phone("GET", "HEAD")
def form_list_file(request: HttpRequest, phone: Phone, name: str) -> HttpResponse:
    """One list; that the agent's phone has it now is an event of the trail."""
    content = _lists(phone).get(name)
    if content is None:
        return said("Berkas ini tidak ada.", 404)
    if request.method == "GET":
        _note_fetched(phone, name, content.count(b"\n") - 1)
    return answered(content, content_type="text/csv; charset=utf-8")


def _note_fetched(phone: Phone, name: str, count: int) -> None:
    note("list fetched by a phone", key=phone.agent.public_id.hex,
         facts={"list": name, "rows": count, "agent": phone.agent.code, "round": phone.agent.round_id})  # fmt: skip


@for_phone("GET", "HEAD")
def list_integrity(request: HttpRequest, phone: Phone) -> HttpResponse:
    """GET ?id=a,b: whether each of these households is gone from the agent's list."""
    wanted = [key for key in request.GET.get("id", "").split(",") if key][:MOST_ASKED]
    held = {one.key for one in asked.households_of(phone)}
    return answered(integrity({key: key not in held for key in wanted}))


@for_phone("GET")
def round_data(request: HttpRequest, phone: Phone) -> HttpResponse:
    """All that the offline page needs of the round, as JSON: the same form, the same lists."""
    made = asked.form_of(phone.agent.round)
    if made is None:
        return said(ENDED, 403)
    round_ = phone.agent.round
    households, people = asked.households_of(phone), asked.people_of(phone)
    _note_fetched(phone, "halaman", len(people))
    return JsonResponse({
        "round": round_.name, "agent": phone.agent.name, "ends_on": round_.ends_on.isoformat(),
        "form_id": made.form_id, "version": made.version, "form": visit_form().for_kind(round_.kind).to_json(),
        "households": [vars(one) for one in households], "people": [vars(one) for one in people],
    })  # fmt: skip
