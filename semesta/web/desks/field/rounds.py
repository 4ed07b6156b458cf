"""Rounds of visits as they stand in the field: agents, their phones, what came in, what the file proves of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from semesta.terms.fault import Fault
from semesta.web.casework.actions.field import prepare
from semesta.web.casework.field.xlsform import sheets, workbook
from semesta.web.casework.models import RoundKind, RoundState
from semesta.web.casework.queries import field as asked
from semesta.web.casework.refusal import Refusal
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.places import area_name
from semesta.web.core.published.shown import NothingPublished
from semesta.web.desks.field.job import job_of

if TYPE_CHECKING:
    from uuid import UUID

    from semesta.web.casework.models import Round
    from semesta.web.core.access import OfficeRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TONES: dict[str, c.Tone] = {RoundState.DRAWN: "care", RoundState.FIELD: "info", RoundState.CLOSED: "quiet"}


def round_or_404(request: OfficeRequest, public_id: UUID) -> Round:
    """The round within the scope."""
    found = asked.round_of(request.scope, public_id)
    if found is None:
        raise Http404
    return found


@needs("field.run", area=Area.IN_QUERY)
def rounds(request: OfficeRequest) -> HttpResponse:
    """Every round, newest first."""
    columns = (c.Column(_("Round")), c.Column(_("State")), c.Column(_("Last day"), "day"), c.Column(_("Area")))
    rows = [
        c.Row(
            (c.Cell(one.name, note=str(RoundKind(one.kind).label)),
             c.Cell(str(RoundState(one.state).label), tone=TONES[one.state], badge=True), one.ends_on,
             area_name(one.area_code)),
            reverse("field_round", args=[one.public_id]),
        )
        for one in asked.rounds_in_field(request.scope)
    ]  # fmt: skip
    empty = c.Empty(
        _("No round was drawn yet"),
        _("A round is drawn first; then it comes here to be taken to the field."),
        icon="visit",
    )
    return render(request, "field/rounds.html", {"table": c.Table(_("Rounds of visits"), columns, rows, empty=empty)})


@needs("field.run", area=Area.IN_QUERY)
def round_page(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    """One round."""
    round_ = round_or_404(request, public_id)
    agents = asked.agents_of(request.scope, round_)
    counts = asked.submission_counts(request.scope, round_)
    given, done = sum(one.given for one in agents), sum(one.done for one in agents)
    context = {
        "round": round_, "badge": c.Cell(str(RoundState(round_.state).label), tone=TONES[round_.state]),
        "kind": RoundKind(round_.kind).label, "form": getattr(round_, "form", None), "agents": agents,
        "given": given, "done": done, "share": done / given if given else None, "counts": counts,
        "waiting": counts["kept"] + counts["conflicts"], "in_field": round_.state == RoundState.FIELD,
        "drawn": round_.state != RoundState.CLOSED and not hasattr(round_, "form"), "proof": _proof(request, round_),
        "may_see_round": request.scope.may("visits.read"), "job": job_of(asked.newest_bringing(request.scope, round_)),
    }  # fmt: skip
    return render(request, "field/round.html", context)


def _proof(request: OfficeRequest, round_: Round) -> dict[str, Any] | None:
    """What the newest file shows of the people whom the round met; None before a run has read its visits."""
    try:
        found = asked.proof_of(request.scope, round_)
    except NothingPublished:
        return None
    return found if found["people"] else None


@needs("field.run", area=Area.IN_QUERY)
@require_POST
def take_to_field(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    """Its form is made and its households' people are fixed; then the round again."""
    round_ = round_or_404(request, public_id)
    try:
        prepare(request.scope, round_)
    except (Refusal, Fault) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The round is in the field. Give each agent's phone access."))
    return redirect("field_round", public_id)


@needs("field.run", area=Area.IN_QUERY)
def xlsform(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    """The round's form as an XLSForm, for an ODK Central or KoboToolbox of the city's own."""
    round_ = round_or_404(request, public_id)
    form = asked.form_of(round_)
    if form is None:
        raise Http404
    made = workbook(sheets(form.form_id, form.version, round_.name, round_.kind))
    answer = HttpResponse(made, content_type=XLSX)
    answer.headers["Content-Disposition"] = content_disposition_header(True, f"{form.form_id}.xlsx") or ""
    return answer
