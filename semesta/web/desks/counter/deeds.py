"""What is done on an episode, by its facility and by the office whose turn it is; then the episode again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from semesta.terms.fault import Fault
from semesta.web.casework.actions import episode as act
from semesta.web.casework.actions import episode_turns as turns
from semesta.web.casework.queries import episodes as asked_for
from semesta.web.casework.refusal import Refusal
from semesta.web.core.access import Area, needs
from semesta.web.core.published.shown import shown_to
from semesta.web.core.reading import numbers
from semesta.web.desks.counter.denda_part import whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from django.http import HttpResponse

    from semesta.web.casework.models import Episode
    from semesta.web.core.access import OfficeRequest

    Deed = Callable[[OfficeRequest, UUID, int], str]


@needs("counter.serve", area=Area.IN_QUERY)
@require_POST
def facility_deed(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    """One of the facility's deeds (`do`)."""
    return _done(request, public_id, FACILITY, "counter_episode")


@needs("counter.read", area=Area.IN_QUERY)
@require_POST
def office_deed(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    """One of the deeds of Dinsos or Dinkes (`do`)."""
    return _done(request, public_id, OFFICE, "counter_office_episode")


def _done(request: OfficeRequest, public_id: UUID, deeds: Mapping[str, Deed], page: str) -> HttpResponse:
    if asked_for.one_episode(request.scope, public_id) is None:
        raise Http404
    deed, version = deeds.get(request.POST.get("do", "")), request.POST.get("version", "")
    if deed is None or not version.isdecimal():
        raise Http404
    try:
        messages.success(request, deed(request, public_id, int(version)))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    except Fault as fault:
        messages.error(request, str(fault))
    except PermissionError:
        messages.error(request, _("Your role may not do this."))
    return redirect(page, public_id)


def _held(request: OfficeRequest, public_id: UUID, version: int) -> Episode:
    return act.held_episode(request.scope, public_id, version)


# -- the facility


def _send(request: OfficeRequest, public_id: UUID, version: int) -> str:
    turns.send(request.scope, public_id, version, request.POST.get("note", ""))
    return _("Dinsos has the request.")


def _remind(request: OfficeRequest, public_id: UUID, version: int) -> str:
    turns.remind(request.scope, public_id)
    return _("They see that you wait.")


def _papers(request: OfficeRequest, public_id: UUID, version: int) -> str:
    episode = _held(request, public_id, version)
    asked = asked_for.paper_names(episode.route, newborn=episode.identity == "newborn")
    act.note_papers(request.scope, episode, request.POST.getlist("paper"), asked)
    return _("The papers are noted.")


def _bill(request: OfficeRequest, public_id: UUID, version: int) -> str:
    rupiah = whole(request.POST.get("bill", ""))
    if rupiah is None:
        raise Refusal(_("Enter a whole amount in rupiah, at most Rp 10 billion."))
    act.set_bill(request.scope, _held(request, public_id, version), rupiah)
    return _("The estimate is written down.")


def _ground(request: OfficeRequest, public_id: UUID, version: int) -> str:
    act.set_ground(request.scope, _held(request, public_id, version), request.POST.get("ground", ""))
    return _("Written down; Dinsos does not see it.")


def _close(request: OfficeRequest, public_id: UUID, version: int) -> str:
    act.close(request.scope, _held(request, public_id, version), request.POST.get("outcome", ""))
    return _("The episode is closed.")


# -- the offices


def _recommend(request: OfficeRequest, public_id: UUID, version: int) -> str:
    posted = request.POST
    turns.recommend(
        request.scope, shown_to(request.scope), public_id, version, letter=posted.get("letter", ""),
        papers=posted.getlist("paper"), note=posted.get("note", ""),
    )  # fmt: skip
    return _("Recommended. Dinkes has it now.")


def _listed(request: OfficeRequest, public_id: UUID, version: int) -> str:
    turns.listed(request.scope, public_id, version, request.POST.get("note", ""))
    return _("Written down; the next file shows the answer.")


def _register(request: OfficeRequest, public_id: UUID, version: int) -> str:
    start = turns.register(request.scope, shown_to(request.scope), public_id, version, request.POST.get("note", ""))
    return _("Registered. Cover begins on %(day)s.") % {"day": numbers().day(start)}


def _give_back(request: OfficeRequest, public_id: UUID, version: int) -> str:
    turns.give_back(request.scope, public_id, version, request.POST.get("note", ""))
    return _("The facility has it back and reads why.")


FACILITY: Mapping[str, Deed] = {
    "send": _send, "remind": _remind, "papers": _papers, "bill": _bill, "ground": _ground, "close": _close,
}  # fmt: skip
OFFICE: Mapping[str, Deed] = {
    "recommend": _recommend, "listed": _listed, "register": _register, "give_back": _give_back,
}  # fmt: skip
