"""One person's answer on one screen: status by which file, why, what to do now, who pays, from when, which papers.

Whatever the file says, the answer is to serve (R6.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.rules.care_clock import no_refusal
from semesta.rules.load import load_rules
from semesta.web.casework.actions.counter_desk import access_of
from semesta.web.casework.models import Care, Ground
from semesta.web.casework.peers_of_home import peers_of_home
from semesta.web.casework.queries import episodes as asked_for
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import look
from semesta.web.core.published.one_person import one_person
from semesta.web.core.published.shown import NothingPublished, shown_to
from semesta.web.core.published.tables.models import Person
from semesta.web.core.reading import language
from semesta.web.desks.counter import find, looked_up, said
from semesta.web.desks.counter.denda_part import denda_part

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.casework.actions.episode import Patient
    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.published.shown import Shown

LARGEST = 2**63 - 1
"""What a database can hold as a number."""


@dataclass(frozen=True)
class Seen:
    """The publication and one person of it, whom this clerk may see."""

    shown: Shown
    area_code: str


def seen(request: OfficeRequest, key: int) -> Seen | None:
    """None when the clerk did not look this person up and has no open episode of theirs; Http404 for nobody here."""
    if key > LARGEST:
        raise Http404
    try:
        shown = shown_to(request.scope)
    except NothingPublished as error:
        raise Http404 from error
    area = shown.rows(Person).filter(person_id=key).values_list("area_code", flat=True).first()
    if area is None:
        raise Http404
    if not looked_up.was_looked_up(request, key) and asked_for.open_of(request.scope, key) is None:
        return None
    return Seen(shown, area)


@needs("counter.serve", area=Area.IN_QUERY)
def answer(request: OfficeRequest, key: int) -> HttpResponse:
    """The answer about somebody whom this clerk looked up; for anybody else the counter, asking to look up first."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET"])
    found = seen(request, key)
    if found is None:
        return find.page(request, says=_("Find the patient first: a page opens for whom you looked up."))
    asked = looked_up.asked_of(request)
    look(request, str(key), found.area_code, f"counter: {asked.purpose}", request.scope.role.columns)
    one = one_person(found.shown, key, work=False)
    if one is None:
        raise Http404
    today = timezone.localdate()
    told = said.answer_of(found.shown, one.person, one.cards, today)
    page: dict[str, Any] = {
        "answer": told, "key": key, "cares": Care.choices, "grounds": Ground.choices, "asked": asked,
        "episode": asked_for.open_of(request.scope, key), "now": timezone.now(), "today": today,
        "papers": [asked_for.paper_title(name, language()) for name in asked_for.paper_names(told.route)]
        if told.route else [],
        "protected": no_refusal(load_rules(), one.person["inactive_since_on"], today), "office":
        request.scope.organisation_name, "denda": denda_part(request, told.arrears_months, told.segment, today),
    }  # fmt: skip
    page["may_ask_ihs"] = peers_of_home().satusehat is not None
    page["may_ask"] = access_of(request.scope.organisation_id) is not None
    if asked.episode:
        page["to_name"] = find.to_be_named(request, asked)
    return render(request, "counter/answer.html", page)


def patient_of(found: Seen, key: int) -> Patient:
    """Who is served, with what the file says; numbers whole: they are written down for the offices that register."""
    from semesta.web.casework.actions.episode import Patient
    from semesta.web.core.published.tables.models import Card

    one = found.shown.rows(Person).filter(person_id=key).get()
    card = found.shown.rows(Card).filter(psnoka=one.psnoka).first() if one.psnoka else None
    return Patient(
        identity="known", area_code=one.area_code, person_id=key, nik=(one.nik or one.nik_raw or "")[:32],
        nkk=(one.nkk or "")[:16], psnoka=(one.psnoka or "")[:13], name=(one.name or "")[:200], birth_on=one.birth_on,
        sex=(one.sex or "")[:1], run_id=found.shown.run_id, month=found.shown.month, class_name=one.class_name or "",
        segment=(one.segment or "")[:20], reason=one.reason or "", route=one.route or "",
        inactive_on=one.inactive_since_on, arrears_months=(card.arrears_month_count or 0) if card else 0,
    )  # fmt: skip
