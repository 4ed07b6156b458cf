"""One batch: its text, what became of each contact, and the step that is next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from semesta.terms.fault import Fault
from semesta.web.casework.actions import messages as actions
from semesta.web.casework.messaging.senders import senders
from semesta.web.casework.models import BatchState, MessageBatch, Outcome
from semesta.web.casework.queries.messages import batch_of, example_of, file_lines, outcomes
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.exports.actions import request_export
from semesta.web.core.exports.cells import ExportColumn
from semesta.web.core.jobs.models import JobState
from semesta.web.core.places import area_name
from semesta.web.core.reading import moment
from semesta.web.desks.outreach.doing import JOB_STATES, attempt, version_of
from semesta.web.desks.outreach.words import STATE_TONES, outcome_table, rule_title, sender_title

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest


def seen_batch(request: OfficeRequest, public_id: UUID) -> MessageBatch:
    """The batch within the scope; Http404."""
    found = batch_of(request.scope, public_id)
    if found is None:
        raise Http404
    return found


@needs("outreach.read", area=Area.IN_QUERY)
def batch(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    """The page; counts and one example, nobody's number."""
    return render(request, "outreach/batch.html", _page(request, seen_batch(request, public_id)))


@needs("outreach.read", area=Area.IN_QUERY)
def batch_progress(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    """The part that changes while it is sent; the whole page for who opens it without scripts, and when it is done."""
    held = seen_batch(request, public_id)
    if not request.htmx:  # type: ignore[attr-defined]  # django_htmx
        return render(request, "outreach/batch.html", _page(request, held))
    answer = render(request, "outreach/batch_progress.html", _progress(request, held))
    if held.state == BatchState.DONE:
        answer.headers["HX-Refresh"] = "true"
    return answer


def _page(request: OfficeRequest, held: MessageBatch) -> dict[str, Any]:
    scope, mine = request.scope, held.made_by_id == request.scope.user_id
    waits = held.state == BatchState.MADE
    return {
        **_progress(request, held), "tone": STATE_TONES[held.state], "rule": rule_title(held.contact_rule),
        "where": area_name(held.area_code), "example": example_of(scope, held, timezone.localdate()),
        "steps": _steps(held), "may_release": waits and not mine and scope.may("outreach.release"),
        "may_withdraw": waits and mine and scope.may("outreach.send"),
        "own": waits and mine and scope.may("outreach.release"),
        "may_take": held.state == BatchState.DONE and not _by_itself(held) and scope.may("exports.make"),
        "facts": [
            c.Fact(_("Contact list"), rule_title(held.contact_rule)), c.Fact(_("Area"), area_name(held.area_code)),
            c.Fact(_("Sent by"), sender_title(held.sender)), c.Fact(_("From the run"), held.run_id),
        ],
    }  # fmt: skip


def _progress(request: OfficeRequest, held: MessageBatch) -> dict[str, Any]:
    counts = outcomes(request.scope, [held.pk]).get(held.pk, {})
    job = held.job
    live = job is not None and not job.ended
    return {
        "held": held, "job": _job(held), "live": live,
        "table": outcome_table(counts, in_file=not _by_itself(held)),
        "sent": sum(count for (outcome, _why), count in counts.items() if outcome == Outcome.SENT),
        "may_stop": live and request.scope.may("outreach.release"),
        "may_go_on": job is not None and job.state in {JobState.FAILED, JobState.CANCELLED}
        and held.state == BatchState.RELEASED and request.scope.may("outreach.release"),
    }  # fmt: skip


def _by_itself(held: MessageBatch) -> bool:
    way = senders().get(held.sender)
    return way is None or way.by_itself


def _job(held: MessageBatch) -> c.Job | None:
    """How far sending is; None before the release and when it is done."""
    job = held.job
    if job is None or held.state == BatchState.DONE:
        return None
    step = {"jam tenang": _("Quiet hours: it goes on at %(at)s."), "tidak ada jawaban": _(
        "The other side does not answer: it is tried again at %(at)s."),
        "mengirim pesan": _("sending messages")}.get(job.step, "")  # fmt: skip
    detail = job.sentence if job.state == JobState.FAILED else ""
    return c.Job(_("Sending"), JOB_STATES[job.state], job.share,
                 step % {"at": moment(job.not_before)} if "%" in step else step, detail)  # fmt: skip


def _steps(held: MessageBatch) -> list[c.Step]:
    made = c.Step(_("Made"), "done", f"{held.made_by}, {held.made_for}", held.made_at)
    decided = f"{held.decided_by}, {held.decided_for}" if held.decided_by else ""
    if held.state in {BatchState.REFUSED, BatchState.WITHDRAWN}:
        return [made, c.Step(str(held.get_state_display()), "returned", decided, held.decided_at, held.reason)]
    release = c.Step(_("Released by a colleague"), "current" if held.state == BatchState.MADE else "done", decided,
                     held.decided_at)  # fmt: skip
    sent = {BatchState.MADE: "waiting", BatchState.RELEASED: "current"}.get(BatchState(held.state), "done")
    return [made, release, c.Step(_("Done"), sent, at=held.done_at)]  # type: ignore[arg-type]  # one of the states


@needs("outreach.send", area=Area.IN_QUERY)
@require_POST
def batch_withdraw(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    """Who made it takes it back."""
    held, version, now = seen_batch(request, public_id), version_of(request), timezone.now()
    attempt(request, lambda: actions.withdraw(request.scope, held, version, now))
    return redirect("outreach_batch", public_id=public_id)


@needs("outreach.release", area=Area.IN_QUERY)
@require_POST
def batch_decide(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    """`deed`: release, refuse (with `reason`), stop, go_on."""
    held, now = seen_batch(request, public_id), timezone.now()
    scope, version, deed = request.scope, version_of(request), request.POST.get("deed", "")
    if deed == "release":
        attempt(request, lambda: actions.release(scope, held, version, now))
    elif deed == "refuse":
        attempt(request, lambda: actions.refuse(scope, held, version, request.POST.get("reason", ""), now))
    elif deed == "stop":
        if attempt(request, lambda: actions.stop(scope, held, now)):
            messages.success(request, _("Sending stops within seconds; what waits is kept."))
    elif deed == "go_on" and attempt(request, lambda: actions.go_on(scope, held, now)):
        messages.success(request, _("Sending goes on with what waits."))
    return redirect("outreach_batch", public_id=public_id)


@needs("exports.make", area=Area.IN_QUERY)
@require_POST
def batch_file(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    """Numbers and texts of a batch that is sent by hand, put aside as a list that leaves (core/exports)."""
    held, scope = seen_batch(request, public_id), request.scope
    if held.state != BatchState.DONE or held.addresses_gone_at or _by_itself(held) or not scope.may("outreach.read"):
        raise Http404
    columns = [ExportColumn("address", _("Number"), group="address"), ExportColumn("text", _("Text"))]
    try:
        request_export(
            f"{_('Messages')}: {rule_title(held.contact_rule)}", file_lines(scope, held), columns, scope,
            request.POST.get("purpose", ""), person="person_id", run_id=held.run_id,
        )  # fmt: skip
    except Fault as fault:
        messages.warning(request, str(fault))
        return redirect("outreach_batch", public_id=public_id)
    return redirect("office_exports")
