"""What waits for a person: forms that could not be read, and visits of which only one can count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from semesta.web.casework.actions.papers import path_of
from semesta.web.casework.actions.submissions import photo_name, read_again, settle
from semesta.web.casework.field.words import WHY
from semesta.web.casework.models import Source, SubmissionState, VisitOutcome
from semesta.web.casework.queries import field as asked
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import note
from semesta.web.core.reading import moment
from semesta.web.desks.field.rounds import round_or_404

if TYPE_CHECKING:
    from uuid import UUID

    from semesta.web.casework.models import Submission, Visit, VisitConflict
    from semesta.web.core.access import OfficeRequest

TONES: dict[str, c.Tone] = {"read": "good", "kept": "care", "settled": "quiet"}


@needs("field.run", area=Area.IN_QUERY)
def waiting(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    """Kept forms and conflicts of a round."""
    round_ = round_or_404(request, public_id)
    kept = [
        c.Row((c.Cell(str(WHY.get(one.why, one.why))), one.agent.code if one.agent else "", one.received_at),
              reverse("field_form", args=[one.public_id]))
        for one in asked.kept_submissions(request.scope, round_)
    ]  # fmt: skip
    conflicts = [
        c.Row((house_of(one), outcome_of(one.earlier), outcome_of(one.later), one.opened_at),
              reverse("field_conflict", args=[one.pk]))
        for one in asked.conflicts_of(request.scope, round_)
    ]  # fmt: skip
    context = {
        "round": round_,
        "kept": c.Table(
            _("Forms that were not read"),
            (c.Column(_("Why")), c.Column(_("Agent")), c.Column(_("Came"), "moment")), kept,
            empty=c.Empty(_("Every form was read"), icon="check"),
        ),
        "conflicts": c.Table(
            _("Two visits of which one can count"),
            (c.Column(_("House")), c.Column(_("Earlier visit")), c.Column(_("Later visit")),
             c.Column(_("Since"), "moment")), conflicts,
            empty=c.Empty(_("No two visits stand against each other"), icon="check"),
        ),
    }  # fmt: skip
    return render(request, "field/waiting.html", context)


def outcome_of(visit: Visit) -> str:
    """How a visit ended, in words."""
    return str(VisitOutcome(visit.outcome).label)


def house_of(one: VisitConflict) -> str:
    """The house as a list names it, without who lives there."""
    house = one.household
    return f"RT {house.rt or '–'} / RW {house.rw or '–'}, {house.address or '–'}"


def _form_or_404(request: OfficeRequest, public_id: UUID) -> Submission:
    found = asked.submission_of(request.scope, public_id)
    if found is None:
        raise Http404
    return found


@needs("field.run", area=Area.IN_QUERY)
def form_page(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    """One filled form: how it came, what became of it, its photos. Names stay in it."""
    kept = _form_or_404(request, public_id)
    state = SubmissionState(kept.state)
    facts = [
        c.Fact(_("How it came"), Source(kept.source).label),
        c.Fact(_("Agent"), f"{kept.agent.name} ({kept.agent.code})" if kept.agent else "–"),
        c.Fact(_("Came"), moment(kept.received_at)),
        c.Fact(_("Sent so many times"), kept.post_count, kind="whole"),
        c.Fact(_("Number of the form"), kept.instance_id),
        c.Fact(_("Version of the form"), kept.form_version or "–"),
    ]
    if kept.note:
        facts.append(c.Fact(_("Note"), kept.note, moment(kept.settled_at)))
    context = {
        "kept": kept, "facts": facts, "state": state.label, "tone": TONES[kept.state],
        "why": WHY.get(kept.why, kept.why), "unread": state == SubmissionState.KEPT,
        "photos": list(kept.files.all()), "waiting_for": ", ".join(kept.waiting_for),
    }  # fmt: skip
    return render(request, "field/form.html", context)


@needs("field.run", area=Area.IN_QUERY)
@require_POST
def form_act(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    """`do`: read it again, or set it aside with a `note`; then the form again."""
    kept = _form_or_404(request, public_id)
    text = request.POST.get("note", "").strip()
    if request.POST.get("do") == "read":
        if read_again(request.scope, kept).state == SubmissionState.READ:
            messages.success(request, _("The form was read; the visit stands."))
        else:
            messages.warning(request, _("The form still cannot be read."))
    elif text:
        settle(request.scope, kept, text)
        messages.success(request, _("Set aside. The form stays on record."))
    else:
        messages.error(request, _("Say why the form is set aside."))
    return redirect("field_form", public_id)


@needs("field.run", area=Area.IN_QUERY)
def photo(request: OfficeRequest, pk: int) -> HttpResponse:
    """A photo as a download. That it was taken is an event of the trail."""
    found = asked.photo_of(request.scope, pk)
    if found is None or not path_of(found.sha256).exists():
        raise Http404
    note("photo of a visit taken", key=str(found.submission_id), facts={"photo": found.pk})
    answer = HttpResponse(path_of(found.sha256).read_bytes(), content_type=found.media_type)
    answer.headers["Content-Disposition"] = content_disposition_header(True, photo_name(found)) or ""
    return answer
