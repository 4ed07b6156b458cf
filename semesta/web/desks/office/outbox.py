"""Messages to other systems: what cannot be delivered and why, what waits, what arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from semesta.web.casework.actions.outbox import try_again
from semesta.web.casework.actions.uploads import ChangedMeanwhile
from semesta.web.casework.models import MessageState, OutboxMessage
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest

SHOWN = 50
_TONES: dict[str, tuple[c.Tone, str]] = {
    MessageState.SENT: ("good", "check"),
    MessageState.WAITING: ("care", "clock"),
    MessageState.DEAD: ("warn", "cross"),
    MessageState.REPLACED: ("quiet", "check"),
}


@needs("office.peers", area=Area.IN_QUERY)
def outbox(request: OfficeRequest) -> HttpResponse:
    """Dead messages with their reason, oldest first; below them what waits and the last that ended."""
    own = OutboxMessage.objects.within(request.scope).defer("body")
    dead = own.filter(state=MessageState.DEAD).order_by("id")
    waiting = own.filter(state=MessageState.WAITING).order_by("id")[:SHOWN]
    ended = own.filter(state__in=[MessageState.SENT, MessageState.REPLACED])[:SHOWN]
    kept = set(dead.filter(body__isnull=False).values_list("pk", flat=True)[:SHOWN])
    return render(
        request, "office/outbox.html",
        {
            "dead": [{"message": one, "facts": _facts(one), "kept": one.pk in kept} for one in dead[:SHOWN]],
            "waiting": _waiting(waiting), "ended": _ended(ended),
        },
    )  # fmt: skip


def _facts(one: OutboxMessage) -> tuple[c.Fact, ...]:
    return (
        c.Fact(_("Why it cannot be delivered"), one.reason),
        c.Fact(_("About"), one.subject),
        c.Fact(_("Written at"), one.written_at, kind="moment"),
        c.Fact(_("Last tried"), one.tried_at, kind="moment"),
        c.Fact(_("Tries"), one.attempt, kind="whole"),
    )


def _waiting(rows: Any) -> c.Table:
    columns = (
        c.Column(_("System")), c.Column(_("About")), c.Column(_("Tries"), "whole"), c.Column(_("Next try"), "moment"),
        c.Column(_("What the last try said")),
    )  # fmt: skip
    told = [c.Row((one.peer, one.subject, one.attempt, one.not_before, one.reason)) for one in rows]
    empty = c.Empty(_("Nothing waits"), _("What is written for another system is sent within seconds."), icon="check")
    return c.Table(_("Waiting to be sent"), columns, told, empty=empty)


def _ended(rows: Any) -> c.Table:
    columns = (
        c.Column(_("System")), c.Column(_("About")), c.Column(_("When"), "moment"), c.Column(_("Status")),
        c.Column(_("What the other system said")),
    )  # fmt: skip
    told = []
    for one in rows:
        tone, icon = _TONES[one.state]
        state = c.Cell(one.get_state_display(), tone=tone, icon=icon, badge=True)
        told.append(c.Row((one.peer, one.subject, one.ended_at, state, one.reason)))
    return c.Table(_("The last that ended"), columns, told, empty=c.Empty(_("Nothing was sent yet")))


@needs("office.peers", area=Area.IN_QUERY)
@require_POST
def send_again(request: OfficeRequest) -> HttpResponse:
    """`message`, `version`: it waits again."""
    number, version = request.POST.get("message", ""), request.POST.get("version", "")
    try:
        try_again(request.scope, int(number), int(version), timezone.now())
    except (ValueError, LookupError):
        messages.error(request, _("There is no such message within your area."))
    except ChangedMeanwhile:
        messages.error(request, _("This message cannot be sent again: somebody did it, or a newer one took its place."))
    else:
        messages.success(request, _("The message is sent again within seconds."))
    return redirect("office_outbox")
