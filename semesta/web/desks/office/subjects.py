"""Citizens' requests about their data: received, forwarded, answered, told; a copy of all held (UU PDP 30-32, 41)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from semesta.terms.fault import Fault
from semesta.web.casework.actions import subjects as actions
from semesta.web.casework.models import Right, SubjectRequest, SubjectState
from semesta.web.casework.queries.subjects import held_about, request_of, requests, told_and_chosen, who_looked
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import look
from semesta.web.core.models import Organisation
from semesta.web.core.published.by_nik import cover_of
from semesta.web.core.published.shown import NothingPublished, shown_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from semesta.web.core.access import OfficeRequest

handling = needs("subjects.handle", area=Area.IN_QUERY)
SHOWN = 200


class NewRequest(forms.Form):
    """What the citizen asks; the NIK goes in by POST and is not kept."""

    nik = forms.CharField(
        label="NIK", min_length=16, max_length=16, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    right = forms.ChoiceField(label=gettext_lazy("What is asked"), choices=Right.choices)
    received_at = forms.DateTimeField(
        label=gettext_lazy("Received at"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    identity_checked = forms.CharField(label=gettext_lazy("How identity was checked"), max_length=200)
    wish = forms.CharField(
        label=gettext_lazy("What the citizen says"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


def _received(request: OfficeRequest, form: NewRequest) -> SubjectRequest | None:
    """The request written down; None, with what is wrong in the form, when it could not be."""
    given = dict(form.cleaned_data)
    found = cover_of(request.scope, given.pop("nik"))
    if not found:
        form.add_error("nik", _("Nobody within your area has this NIK in the published month."))
        return None
    person = found[0]
    look(request, str(person.person_id), person.area_code, _("request of the citizen"), ["nik"])
    try:
        return actions.receive(request.scope, person_id=person.person_id, area_code=person.area_code, **given)
    except Fault as fault:
        form.add_error(None, str(fault))
        return None


@handling
def subject_list(request: OfficeRequest) -> HttpResponse:
    """Requests by what is due first; a form for one more."""
    form = NewRequest(request.POST or None, initial={"received_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M")})
    if request.method == "POST" and form.is_valid():
        made = _received(request, form)
        if made is not None:
            messages.success(
                request, _("The request is written down. Receipt: %(receipt)s") % {"receipt": made.receipt}
            )
            return redirect(f"{reverse('office_subject')}?tanda={made.receipt}")
    rows = tuple(
        c.Row(
            (one.receipt, one.get_right_display(), one.received_at,
             c.Cell(one.get_state_display(), badge=True, tone="good" if one.told_at else "care"),
             c.Cell(one.told_at and _("told"), due=None if one.told_at else one.due_at)),
            url=f"{reverse('office_subject')}?tanda={one.receipt}",
        )
        for one in requests(request.scope).order_by("told_at", "due_at")[:SHOWN]
    )  # fmt: skip
    table = c.Table(
        _("Requests"),
        (c.Column(_("Receipt")), c.Column(_("What is asked")), c.Column(_("Received at"), "moment"),
         c.Column(_("State")),
         c.Column(_("Clock"))),
        rows,
        empty=c.Empty(_("No request yet"), _("Write down what a citizen asks; the clock of 3x24 hours starts then.")),
    )  # fmt: skip
    return render(request, "office/subjects.html", {"table": table, "form": form})


@handling
def subject_page(request: OfficeRequest) -> HttpResponseBase:
    """The request with the receipt `tanda`, what was done, what can be done; the list when there is none."""
    found = request_of(request.scope, request.GET.get("tanda", ""))
    if found is None:
        return subject_list(request)
    facts = [
        c.Fact(_("What is asked"), found.get_right_display()), c.Fact(_("What the citizen says"), found.wish),
        c.Fact(_("How identity was checked"), found.identity_checked),
        c.Fact(_("Received at"), found.received_at, kind="moment"),
        c.Fact(_("Owning office"), found.owner.name if found.owner else None),
        c.Fact(_("Answer"), found.answer or None),
    ]  # fmt: skip
    done = [
        c.Entry(one.at, f"{one.by.name}, {one.organisation}", one.get_state_display(), one.text)
        for one in found.steps.select_related("by")
    ]
    state = found.state
    offices = request.scope.within(Organisation.objects.filter(closed_on__isnull=True))
    return render(
        request, "office/subject.html",
        {
            "found": found, "facts": facts, "entries": done, "offices": offices if state == SubjectState.OPEN else [],
            "may_answer": state in {SubjectState.OPEN, SubjectState.FORWARDED},
            "may_tell": state == SubjectState.ANSWERED, "may_copy": found.right == Right.ACCESS,
        },
    )  # fmt: skip


def _acted(request: OfficeRequest, done: str, act: Callable[[SubjectRequest, int], None]) -> HttpResponse:
    found = request_of(request.scope, request.POST.get("tanda", ""))
    version = request.POST.get("version", "")
    if found is None:
        messages.error(request, _("There is no such request within your area."))
        return redirect("office_subjects")
    try:
        act(found, int(version) if version.isdigit() else 0)
    except Fault as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, done)
    return redirect(f"{reverse('office_subject')}?tanda={found.receipt}")


@handling
@require_POST
def subject_forward(request: OfficeRequest) -> HttpResponse:
    """To the office `owner`."""

    def act(found: SubjectRequest, version: int) -> None:
        wanted = request.POST.get("owner", "")
        offices = request.scope.within(Organisation.objects.all())
        owner = offices.filter(pk=int(wanted)).first() if wanted.isdigit() and len(wanted) < 19 else None
        if owner is None:
            raise Fault(_("Choose the office that owns the data."))
        actions.forward(found, owner, request.scope, version=version)

    return _acted(request, _("Forwarded."), act)


@handling
@require_POST
def subject_answer(request: OfficeRequest) -> HttpResponse:
    """`granted` 1 or 0, `text`."""
    return _acted(
        request, _("The answer is written down. Tell the citizen."),
        lambda found, version: actions.answer(
            found, request.scope, granted=request.POST.get("granted") == "1", text=request.POST.get("text", ""),
            version=version,
        ),
    )  # fmt: skip


@handling
@require_POST
def subject_tell(request: OfficeRequest) -> HttpResponse:
    """`how` the citizen was told."""
    return _acted(
        request, _("The citizen was told; the clock stands."),
        lambda found, version: actions.tell(found, request.scope, how=request.POST.get("how", ""), version=version),
    )  # fmt: skip


@handling
@require_POST
def subject_copy(request: OfficeRequest) -> HttpResponse:
    """A JSON file for the citizen: every published row about them, who looked, when and why."""
    found = request_of(request.scope, request.POST.get("tanda", ""))
    if found is None or found.right != Right.ACCESS:
        messages.error(request, _("There is no such request within your area."))
        return redirect("office_subjects")
    try:
        shown = shown_to(request.scope)
    except NothingPublished as fault:
        messages.error(request, str(fault))
        return redirect("office_subjects")
    look(request, found.person_key, found.area_code, _("copy for the citizen"), ["*"])
    actions.note_copy(found, request.scope)
    person_id = int(found.person_key)
    held = {**held_about(shown, person_id), **told_and_chosen(request.scope, person_id)}
    body = _copy(request, found, held, shown.run_id)
    answer = HttpResponse(json.dumps(body, ensure_ascii=False, indent=1, default=str), content_type="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="salinan-{found.receipt}.json"'
    return answer


def _copy(request: OfficeRequest, found: SubjectRequest, held: dict[str, Any], run_id: str) -> dict[str, Any]:
    return {
        "tanda_terima": found.receipt, "dibuat": timezone.localtime().isoformat(timespec="seconds"), "proses": run_id,
        "data": held,
        "yang_melihat": [
            {"waktu": one.at.isoformat(timespec="seconds"), "petugas": one.user, "kantor": one.organisation,
             "keperluan": one.purpose, "kolom": one.columns}
            for one in who_looked(request.scope, found.person_key)
        ],
    }  # fmt: skip
