"""Steps on a case. Somebody else was quicker: the page shows both, nothing is written (409)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from semesta.web.casework.actions import cases as act
from semesta.web.casework.models import Case
from semesta.web.casework.models.cases import CaseState, CloseReason
from semesta.web.casework.queries import cases as asked
from semesta.web.casework.words import CLAIMS
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.models import User
from semesta.web.core.models.people import OrganisationKind
from semesta.web.desks.cases.case import context_of
from semesta.web.desks.cases.forms import FORMS, form_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest


@needs("cases.act", area=Area.IN_QUERY)
@require_POST
def step(request: OfficeRequest, pk: int) -> HttpResponse:
    """Takes the step named `do`; then the case again. A form with a mistake comes back with it."""
    case, name = asked.one_case(request.scope, pk), request.POST.get("do", "")
    if case is None or name not in FORMS:
        raise Http404
    form = form_of(name, case, request.POST)
    if not form.is_valid():
        context = context_of(request, case)
        context["forms"][name] = form
        return render(request, "cases/case.html", {**context, "wrong": name}, status=422)
    try:
        _take(request, name, pk, form.cleaned_data)
    except act.Conflict as conflict:
        return conflict_page(request, conflict)
    except ValueError:
        messages.warning(request, _("The case is not in a state for this step any more."))
        return redirect("case", pk)
    messages.success(request, _("Saved."))
    return redirect("case", pk)


def _take(request: OfficeRequest, name: str, pk: int, given: dict[str, Any]) -> None:
    scope, version = request.scope, given.get("version", 0)
    if name == "note":
        act.add_note(scope, pk, given["text"])
    elif name == "take":
        act.take(scope, pk, version)
    elif name == "go_on":
        act.go_on(scope, pk, version)
    elif name == "wait":
        act.wait_for(scope, pk, version, given["what"])
    elif name == "claim":
        _claim(request, pk, given)
    elif name == "hand_over":
        act.hand_over(scope, pk, version, given["office"], given["reason"], given["due_on"])
    elif name == "close":
        act.close(scope, pk, version, given["reason"], given["text"])
    else:
        act.reopen(scope, pk, version, given["text"])


def _claim(request: OfficeRequest, pk: int, given: dict[str, Any]) -> None:
    shown = asked.shown_or_none(request.scope)
    if shown is None:
        raise ValueError("no month is shown")
    case = asked.one_case(request.scope, pk)
    people = asked.people_of(shown, [case] if case else [], "expected_start_on")
    starts_on = next((person["expected_start_on"] for person in people.values()), None)
    act.claim(request.scope, pk, given["version"], given["outcome"], shown.month, given["text"], starts_on)


@needs("cases.assign", area=Area.IN_QUERY)
@require_POST
def assign_case(request: OfficeRequest, pk: int) -> HttpResponse:
    """The case is the officer's named `officer` ('' nobody's); then the case again."""
    if asked.one_case(request.scope, pk) is None:
        raise Http404
    officer, version = request.POST.get("officer", ""), request.POST.get("version", "")
    found = User.objects.filter(pk=int(officer), is_active=True).first() if officer.isdigit() else None
    if (officer and found is None) or not version.isdigit():
        raise Http404
    try:
        act.assign(request.scope, pk, int(version), found)
    except act.Conflict as conflict:
        return conflict_page(request, conflict)
    except ValueError:
        messages.warning(request, _("This officer does not work cases in this area."))
        return redirect("case", pk)
    messages.success(request, _("Saved."))
    return redirect("case", pk)


def conflict_page(request: OfficeRequest, conflict: act.Conflict) -> HttpResponse:
    """Both, side by side: the case as it stands, and what this user wanted. Status 409; nothing was written."""
    fields = [
        c.ComparedField(str(label), _shown(name, conflict.tried[name]), _shown(name, getattr(conflict.now, name)),
                        "same" if conflict.tried[name] == getattr(conflict.now, name) else "differ")
        for name, label in _labels().items() if name in conflict.tried
    ]  # fmt: skip
    context = {"case": conflict.now, "fields": fields}
    return render(request, "cases/conflict.html", context, status=409)


def _labels() -> dict[str, Any]:
    told = ("state", "office", "waiting_for", "claim", "closed_reason")
    labels = {name: Case._meta.get_field(name).verbose_name for name in told}  # type: ignore[union-attr]  # there is one
    return {**labels, "assignee_id": _("Officer")}


def _shown(name: str, value: Any) -> str:
    if not value:
        return ""
    words: dict[str, Any] = {
        "state": CaseState, "office": OrganisationKind, "closed_reason": CloseReason,
    }  # fmt: skip
    if name in words:
        return str(words[name](value).label)
    if name == "assignee_id":
        return str(User.objects.filter(pk=value).first() or "")
    return str(CLAIMS.get(value, value))
