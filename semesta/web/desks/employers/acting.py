"""Posts of the employers desk: cases opened, acts on a case. What is not allowed comes back as a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from semesta.terms.fault import Fault
from semesta.web.casework.actions import compliance
from semesta.web.casework.ladder import NEEDS
from semesta.web.casework.models import FirmAct
from semesta.web.casework.papers import NotTaken
from semesta.web.casework.queries import employers as asked
from semesta.web.core.access import Area, needs
from semesta.web.core.published.shown import NothingPublished, shown_to
from semesta.web.core.published.tables.models import EmployerWork
from semesta.web.core.reading import numbers
from semesta.web.desks.employers.case import show
from semesta.web.desks.employers.forms import Close, Reason, act_form
from semesta.web.desks.employers.words import refused_paper

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpResponse

    from semesta.web.casework.models import ComplianceCase
    from semesta.web.core.access import OfficeRequest

AT_MOST = 200
"""So many firms are opened at once."""


@needs("employers.open", area=Area.IN_QUERY)
@require_POST
def open_firms(request: OfficeRequest) -> HttpResponse:
    """A case for each firm picked (`firm`, digests of the shown list); of one firm alone its case is shown then."""
    picked = request.POST.getlist("firm")[:AT_MOST]
    try:
        shown = shown_to(request.scope)
    except NothingPublished as error:
        raise Http404 from error
    firms = list(shown.rows(EmployerWork).filter(firm_id__in=picked).order_by("work_order"))
    if not firms:
        messages.warning(request, _("Pick at least one firm."))
        return redirect("employers")
    try:
        made = compliance.open_cases(shown, request.scope, firms)
    except Fault as fault:
        messages.error(request, str(fault))
        return redirect("employers")
    text = ngettext("%(n)s case opened.", "%(n)s cases opened.", len(made)) % {"n": numbers().whole(len(made))}
    messages.success(request, text) if made else messages.info(request, _("These firms have open cases already."))
    if len(firms) == 1:
        held = asked.open_by_firm(request.scope, [str(firms[0].firm_id)])
        return redirect("employers_case", held[str(firms[0].firm_id)].pk)
    return redirect("employers_board")


@needs("employers.read", area=Area.IN_QUERY)
@require_POST
def act(request: OfficeRequest, pk: int) -> HttpResponse:
    """The act named `do`; then the case again. A form with a mistake comes back with it."""
    held, name = asked.one_compliance(request.scope, pk), request.POST.get("do", "")
    if held is None or name not in {*NEEDS, "take_back", "close", "reopen"}:
        raise Http404
    form = _form(name, held, request)
    if not form.is_valid():
        return show(request, held, wrong=form, name=name)
    try:
        _done(request, pk, name, form.cleaned_data)
    except PermissionError as error:
        raise PermissionDenied(str(error)) from error
    except NotTaken as refused:
        messages.error(request, refused_paper(refused.why))
    except Fault as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("Saved."))
    return redirect("employers_case", pk)


def _form(name: str, held: ComplianceCase, request: OfficeRequest) -> forms.Form:
    if name in NEEDS:
        return act_form(name, held.version, request.POST, request.FILES)
    kind = Close if name == "close" else Reason
    return kind(request.POST, auto_id=f"{name}_%s")


def _done(request: OfficeRequest, pk: int, name: str, given: dict[str, Any]) -> None:
    scope, version = request.scope, given["version"]
    if name == "take_back":
        compliance.take_back(scope, pk, version, given["note"])
    elif name == "close":
        compliance.close(scope, pk, version, given["reason"], given["note"])
    elif name == "reopen":
        compliance.reopen(scope, pk, version, given["note"])
    else:
        said = compliance.Said(given["on"], given["note"], given.get("rupiah"), given.get("paper"))
        compliance.act_on(scope, pk, version, FirmAct(name), said)
