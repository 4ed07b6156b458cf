"""What the pages of this desk share: their tabs, the shown run, areas to choose, actions tried with refusals told."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.contrib import messages
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from semesta.terms.fault import Fault
from semesta.web.casework.refusal import Refusal
from semesta.web.core import components as c
from semesta.web.core.jobs.models import JobState
from semesta.web.core.places import VILLAGE, area_name, children_of
from semesta.web.core.published.shown import NothingPublished, Shown, shown_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.scope import Scope

T = TypeVar("T")
JOB_STATES: dict[str, c.JobState] = {
    JobState.WAITING: "waiting", JobState.RUNNING: "running", JobState.DONE: "done", JobState.FAILED: "failed",
    JobState.CANCELLED: "cancelled",
}  # fmt: skip


def tabs(request: OfficeRequest, now: str) -> list[c.Tab]:
    """The desk's pages that the reader may open; `now` is the name of the one that stands."""
    pages = [
        ("outreach", _("Contacts"), "outreach.read"), ("outreach_sessions", _("Sessions"), "outreach.read"),
        ("outreach_batches", _("Messages"), "outreach.read"), ("outreach_choices", _("Consent"), "outreach.write"),
        ("outreach_effect", _("Did it work?"), "outreach.read"),
    ]  # fmt: skip
    return [c.Tab(title, reverse(name), name == now) for name, title, needed in pages if request.scope.may(needed)]


def shown_or_none(scope: Scope) -> Shown | None:
    """The run that pages show; None before the first was published."""
    try:
        return shown_to(scope)
    except NothingPublished:
        return None


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
    told = request.POST.get("version", "")
    return int(told) if told.isdigit() and len(told) < 10 else -1


def villages(scope: Scope) -> list[tuple[str, list[tuple[str, str]]]]:
    """Kelurahan within the scope, by kecamatan, for a choice: (kecamatan, [(code, name)])."""
    found: dict[str, list[tuple[str, str]]] = {}
    for code in (one for area in scope.areas for one in _below(area)):
        if len(code) == VILLAGE and not code.endswith(".0000"):
            found.setdefault(code[:8], []).append((code, area_name(code)))
    return [(area_name(district), sorted(inner, key=lambda pair: pair[1])) for district, inner in found.items()]


def _below(area: str) -> list[str]:
    if len(area) >= VILLAGE or not area:
        return [area]
    return [inner for child in children_of(area) for inner in _below(child) if len(child) > len(area)]


def areas(scope: Scope) -> list[tuple[str, str]]:
    """The scope's own areas and those one level below, for a choice."""
    codes = [code for area in scope.areas for code in (area, *children_of(area))]
    return [(code, area_name(code)) for code in dict.fromkeys(codes) if code]
