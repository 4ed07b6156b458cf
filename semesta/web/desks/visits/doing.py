"""What the pages of this desk share: the round asked for, actions tried with their refusals told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import messages
from django.db import transaction
from django.http import Http404

from semesta.terms.fault import Fault
from semesta.web.casework.queries.rounds import rounds_of
from semesta.web.casework.refusal import Refusal
from semesta.web.core.published.shown import NothingPublished, Shown, shown_to

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from semesta.web.casework.models import Round
    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.scope import Scope

T = TypeVar("T")


def shown_or_none(scope: Scope) -> Shown | None:
    """The run that pages show; None before the first was published."""
    try:
        return shown_to(scope)
    except NothingPublished:
        return None


def seen_round(scope: Scope, public_id: UUID) -> Round:
    """That round of the scope's city; Http404 otherwise."""
    found = rounds_of(scope).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


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


def version_of(request: OfficeRequest) -> int:
    """The version that the reader saw; -1 when the form lacks it, which nobody has."""
    told: Any = request.POST.get("version", "")
    return int(told) if told.isdigit() else -1
