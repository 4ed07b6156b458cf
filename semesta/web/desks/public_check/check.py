"""Am I covered? Asked by anybody, answered with the status, what to do and whom to ask."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.rules.load import load_rules
from semesta.web.casework.actions.public import Asked, check
from semesta.web.casework.public.answer import Outcome
from semesta.web.casework.public.form_token import new_token, sent_form
from semesta.web.casework.public.limits import PROOF_PARTS, Limits, limits_of
from semesta.web.casework.queries.public import member_file_day, office_for, open_checks, public_scope
from semesta.web.core import components as c
from semesta.web.core.access import PUBLIC, Area, needs
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.published import published_now
from semesta.web.desks.public_check.form import CheckForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from semesta.web.casework.models import PublicOffice, PublicPage
    from semesta.web.casework.public.answer import Answer

SIZE = 24 * 1024
"""Every answer is so many bytes long (or a multiple): its length does not tell which one it is."""
TEMPLATE = "public_check/check.html"
TOO_MANY = 429
ANSWERED = {Outcome.COVERED, Outcome.NOT_COVERED, Outcome.UNCLEAR, Outcome.UNKNOWN}


@needs(PUBLIC, area=Area.NONE)
def public_check(request: HttpRequest) -> HttpResponse:
    """The form; sent, the answer. 404 while no city has opened the check or nothing is published."""
    pages = open_checks()
    if not pages or published_now(settings.SEMESTA_HOME) is None:
        return render(request, TEMPLATE, {"closed": True}, status=404)
    limits = limits_of(load_rules(), timezone.localdate())
    if request.method != "POST":
        return _form_page(request, pages, limits, CheckForm(initial={"token": new_token(timezone.now().timestamp())}))
    form = CheckForm(request.POST)
    if not form.is_valid():
        return _form_page(request, pages, limits, form)
    return _answered(request, pages, limits, form)


def _answered(request: HttpRequest, pages: list[PublicPage], limits: Limits, form: CheckForm) -> HttpResponse:
    now, given = timezone.now(), form.cleaned_data
    sent = sent_form(given["token"], given["proof"], limits, now.timestamp())
    if sent is None:
        return _again(request, pages, limits, given)
    scope = public_scope(pages)
    asked = Asked(given["nik"], given["born"], sent, get_adapter(request).get_client_ip(request))
    with acting(replace(acting_of(scope, purpose="public check"), actor="")):
        answer = check(asked, scope, limits, now)
        file_day = member_file_day(scope)
    if answer.outcome is Outcome.ENDED:
        return _again(request, pages, limits, given)
    if answer.outcome is Outcome.WAIT:
        return _form_page(request, pages, limits, form, answer)
    return _answer_page(request, pages, answer, {"file_day": file_day or answer.month})


def _again(request: HttpRequest, pages: list[PublicPage], limits: Limits, given: dict[str, Any]) -> HttpResponse:
    """The form with what was typed and a new token: the old one has ended or was used."""
    born = given["born"]
    fresh = {"nik": given["nik"], "born": f"{born:%d-%m-%Y}", "token": new_token(timezone.now().timestamp())}
    return _form_page(request, pages, limits, CheckForm(initial=fresh), ended=True)


def _form_page(
    request: HttpRequest, pages: list[PublicPage], limits: Limits, form: CheckForm, answer: Answer | None = None,
    *, ended: bool = False,
) -> HttpResponse:  # fmt: skip
    page = {
        "form": form, "limits": limits, "parts": PROOF_PARTS, "wait": answer.wait if answer else 0, "ended": ended,
        "office": _office(office_for(pages, "any")),
    }  # fmt: skip
    return render(request, TEMPLATE, page)


def _answer_page(request: HttpRequest, pages: list[PublicPage], answer: Answer, more: dict[str, Any]) -> HttpResponse:
    """The answer, filled up to a length that says nothing."""
    kind = answer.advice.office.value if answer.advice else "any"
    page = {
        **more, "answer": answer, "outcome": answer.outcome.value, "answered": answer.outcome in ANSWERED,
        "office": _office(office_for(pages, kind)),
        "office_kind": answer.advice.office.label if answer.advice and kind != "any" else "",
    }  # fmt: skip
    response = render(request, TEMPLATE, page, status=TOO_MANY if answer.outcome is Outcome.LIMITED else 200)
    response.content = filled(response.content)
    return response


def filled(content: bytes) -> bytes:
    """The page with a comment of letters by chance behind it, SIZE bytes long or a multiple."""
    frame = len(b"<!---->")
    room = -(len(content) + frame) % SIZE
    return content + b"<!--" + secrets.token_hex(room // 2 + 1).encode()[:room] + b"-->"


def _office(office: PublicOffice | None) -> list[c.Fact]:
    """What the city wrote about an office."""
    if office is None:
        return []
    told = ((_("Office"), office.name), (_("Address"), office.address), (_("Phone"), office.phone),
            (_("Opening hours"), office.hours))  # fmt: skip
    return [c.Fact(term, value) for term, value in told if value]
