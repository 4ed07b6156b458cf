"""What every page of this desk needs: the run that is shown, actions tried with their refusals told, ids picked."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from semesta.terms.fault import Fault
from semesta.web.casework.models import ProposalLine
from semesta.web.casework.refusal import Refusal
from semesta.web.core.published.shown import NothingPublished, Shown, shown_to

if TYPE_CHECKING:
    from semesta.web.casework.actions.proposal_steps import Moved
    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.scope import Scope

T = TypeVar("T")


def shown_or_none(scope: Scope) -> Shown | None:
    """The run that pages show; None before the first was published."""
    try:
        return shown_to(scope)
    except NothingPublished:
        return None


def shown_or_404(scope: Scope) -> Shown:
    """The run that pages show; a page that cannot do without is not there before the first."""
    shown = shown_or_none(scope)
    if shown is None:
        raise Http404
    return shown


def shown_or_refusal(scope: Scope) -> Shown:
    """The run that pages show; a Refusal (told by `attempt`) before the first."""
    shown = shown_or_none(scope)
    if shown is None:
        raise Refusal(_("No run is published yet: there are no registers to check against."))
    return shown


def attempt(request: OfficeRequest, action: Callable[[], T]) -> T | None:
    """What the action gave; None after a refusal or fault, which is told to the reader and has written nothing."""
    try:
        with transaction.atomic():
            return action()
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    except Fault as fault:
        messages.error(request, fault.sentence)
    return None


def tried(request: OfficeRequest, action: Callable[[], Any]) -> bool:
    """The action was done; False after a refusal, which is told."""
    return attempt(request, lambda: (action(), True)) is not None


def city_code(scope: Scope) -> str:
    """The city that this post works for."""
    return scope.areas[0][:5] if scope.areas else ""


def picked(request: OfficeRequest) -> list[int]:
    """Numbers of the lines that were picked by their public ids, within the scope."""
    ids = []
    for text in request.POST.getlist("line"):
        try:
            ids.append(uuid.UUID(text))
        except ValueError:
            continue
    rows = ProposalLine.objects.within(request.scope).filter(public_id__in=ids)
    return list(rows.values_list("pk", flat=True))


def tell(request: OfficeRequest, moved: Moved | None, done: Any) -> None:
    """Messages about what became of picked lines; `done(n)` is the sentence for those that went."""
    if moved is None:
        return
    if moved.done:
        messages.success(request, done(len(moved.done)))
    for many, sentence in (
        (moved.own_step_before, _("Nobody does two steps in a row: a colleague does this one.")),
        (moved.papers_missing, _("Papers are missing. Open the line and enter them.")),
        (moved.blocked, _("Held back by the checks. Open the line to see why.")),
        (moved.not_here, _("Not at your office now.")),
    ):
        if many:
            count = ngettext("%(n)s line:", "%(n)s lines:", len(many)) % {"n": len(many)}
            messages.warning(request, f"{count} {sentence}")
    if not any((moved.done, moved.own_step_before, moved.papers_missing, moved.blocked, moved.not_here)):
        messages.info(request, _("No line was picked."))


def today() -> Any:
    """The day of the office."""
    return timezone.localdate()
