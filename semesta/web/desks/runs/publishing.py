"""Publishing by two people: proposed, agreed or refused with a reason, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from semesta.terms.fault import Fault
from semesta.web.casework.actions import runs as actions
from semesta.web.casework.actions.uploads import ChangedMeanwhile
from semesta.web.casework.models.runs import ProposalState
from semesta.web.casework.queries import runs as queries
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.published import published_now
from semesta.web.desks.runs.words import job_part

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.casework.models import PublishProposal
    from semesta.web.core.access import OfficeRequest


class Words(forms.Form):
    """What the proposer or the refuser says."""

    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=500
    )
    reason = forms.CharField(label=gettext_lazy("Reason for refusing"), required=False, max_length=500)


def publish_part(request: OfficeRequest, run: queries.Run) -> dict[str, Any]:
    """The publishing panel of a run's page: what was decided, and what this user may do now."""
    found = list(queries.proposals(request.scope, run.run_id)[:10])
    standing = next((each for each in found if each.state == ProposalState.PROPOSED), None)
    busy = next((each for each in found if each.job is not None and not each.job.ended), None)
    broken = next(
        (each for each in found[:1] if each.job is not None and each.job.state in {"failed", "cancelled"}), None
    )
    shown = published_now(settings.SEMESTA_HOME)
    on_pages = shown is not None and shown.run_id == run.run_id
    mine = standing is not None and standing.proposed_by_id == request.scope.user_id
    return {
        "open": standing,
        "mine": mine,
        "may_propose": run.finished
        and not on_pages
        and standing is None
        and busy is None
        and request.scope.may("runs.upload"),
        "may_decide": standing is not None and not mine and request.scope.may("runs.publish"),
        "publishing": job_part(busy.job, may_stop=False) if busy and busy.job else None,
        "broken": broken.job if broken else None,
        "history": [entry for each in found for entry in _entries(each)],
        "words": Words(),
    }


def _entries(proposal: PublishProposal) -> list[c.Entry]:
    """Newest first."""
    who = f"{proposal.proposed_by} ({proposal.proposed_for})"
    entries = [c.Entry(proposal.proposed_at, who, _("proposes to publish"), proposal.note)]
    said = {"approved": _("agrees"), "refused": _("refuses"), "withdrawn": _("withdraws the proposal")}
    if proposal.decided_at is not None:
        who = f"{proposal.decided_by} ({proposal.decided_for})"
        entries.insert(0, c.Entry(proposal.decided_at, who, said[proposal.state], proposal.reason))
    return entries


def _proposal_or_404(request: OfficeRequest, pk: int) -> PublishProposal:
    found = queries.proposal_of(request.scope, pk)
    if found is None:
        raise Http404
    return found


@needs("runs.upload", area=Area.IN_QUERY)
@require_POST
def propose(request: OfficeRequest, run_id: str) -> HttpResponse:
    """The first person."""
    run = queries.run_of(request.scope, run_id)
    if run is None or not run.finished:
        raise Http404
    actions.propose(request.scope, run_id, request.POST.get("note", "")[:500].strip(), timezone.now())
    messages.success(request, _("Proposed. Another person with the right to publish has to agree."))
    return redirect("runs_run", run_id)


@needs("runs.publish", area=Area.IN_QUERY)
@require_POST
def decide(request: OfficeRequest, pk: int) -> HttpResponse:
    """The second person: `answer` is agree or refuse."""
    proposal = _proposal_or_404(request, pk)
    version = int(request.POST["version"]) if request.POST.get("version", "").isdecimal() else 0
    try:
        if request.POST.get("answer") == "agree":
            kept = actions.approve(request.scope, proposal, version, timezone.now())
            messages.success(
                request, _("Agreed. The tables are being loaded; readers see the old month until the switch.")
            )
            return redirect("runs_job", kept.job_id)
        actions.refuse(request.scope, proposal, version, request.POST.get("reason", "")[:500], timezone.now())
        messages.success(request, _("Refused. The proposer reads your reason here."))
    except ChangedMeanwhile:
        messages.error(request, _("Somebody else decided first. Look at what stands here now."))
    except ValueError:
        messages.error(request, _("Say why you refuse: the proposer has to know what to mend."))
    except Fault as fault:
        messages.error(request, str(fault))
    return redirect("runs_run", proposal.run_id)


@needs("runs.upload", area=Area.IN_QUERY)
@require_POST
def withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    """The proposer takes it back."""
    proposal = _proposal_or_404(request, pk)
    version = int(request.POST["version"]) if request.POST.get("version", "").isdecimal() else 0
    try:
        actions.withdraw(request.scope, proposal, version, timezone.now())
        messages.success(request, _("The proposal is withdrawn."))
    except ChangedMeanwhile:
        messages.error(request, _("Somebody else decided first. Look at what stands here now."))
    return redirect("runs_run", proposal.run_id)
