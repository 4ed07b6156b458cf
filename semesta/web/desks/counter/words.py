"""Words of the counter: states, hand-offs, papers, who pays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from semesta.web.casework.models import EpisodeState
from semesta.web.core import components as c
from semesta.web.core.reading import moment, numbers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.utils.functional import _StrPromise

    from semesta.web.casework.models import Episode, EpisodeTurn

PAID_BY: dict[str, _StrPromise] = {
    "APBN": gettext_lazy("The state (PBI), through JKN"),
    "APBD": gettext_lazy("The city, through JKN"),
    "employer": gettext_lazy("The employer and the worker, through JKN"),
    "member": gettext_lazy("The family itself, through JKN"),
    "parent_segment": gettext_lazy("As for the parent, through JKN"),
    "none": gettext_lazy("Nobody pays a contribution; JKN pays the care"),
    "new_area": gettext_lazy("As the patient's own area decides"),
    "unchanged": gettext_lazy("Not known before the data are put right"),
}
OFFICES: dict[str, _StrPromise] = {
    EpisodeState.FACILITY: gettext_lazy("Facility"),
    EpisodeState.DINSOS: gettext_lazy("Dinsos"),
    EpisodeState.DINKES: gettext_lazy("Dinkes"),
    EpisodeState.FILE: gettext_lazy("Next file"),
}
DEEDS: dict[str, _StrPromise] = {
    "sent": gettext_lazy("Request sent"),
    "recommended": gettext_lazy("Recommended"),
    "listed": gettext_lazy("Entered in SIKS-NG"),
    "registered": gettext_lazy("Registered"),
    "returned": gettext_lazy("Given back"),
    "proved": gettext_lazy("The file shows active cover"),
}


def open_card(one: Episode) -> dict[str, Any]:
    """An open episode in the clerk's list."""
    return {
        "title": name_of(one), "number": one.number, "url": reverse("counter_episode", args=[one.public_id]),
        "state": one.get_state_display(), "due": one.papers_due_at, "tone": state_tone(one),
    }  # fmt: skip


def name_of(one: Episode) -> str:
    """The patient's name, else how to recognise them."""
    return one.name or one.description or str(one.get_identity_display())


def state_tone(one: Episode) -> c.Tone:
    """Colour of a state that its words say, too."""
    if one.state == EpisodeState.CLOSED:
        return "good" if one.outcome == "proved" else "quiet"
    return "info" if one.state == EpisodeState.FILE else "care"


def minutes(count: int | None) -> str:
    """'7 minutes', '3 hours', '2 days': whole units, never rounded up; '–' for none."""
    if count is None:
        return "–"
    if count < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", count) % {"n": count}
    hours = count // 60
    if hours < 48:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s day", "%(n)s days", hours // 24) % {"n": numbers().whole(hours // 24)}


def steps(turns: Sequence[EpisodeTurn], closed: bool) -> list[c.Step]:
    """Facility, Dinsos, Dinkes, next file: where it is now, and how often it was given back."""
    now = next((turn.office for turn in turns if turn.to_at is None), None)
    order = list(OFFICES)
    told = []
    for place, office in enumerate(order):
        own = [turn for turn in turns if turn.office == office]
        over = [turn for turn in own if turn.to_at is not None]
        state: c.StepState = "done" if closed or over else "waiting"
        if office == now:
            state = "returned" if office == EpisodeState.FACILITY and len(own) > 1 else "current"
        elif now in order and place > order.index(now) and not closed:
            state = "waiting"
        last = own[-1] if own else None
        told.append(
            c.Step(str(OFFICES[office]), state, last.organisation if last else "", last.from_at if last else None)
        )
    return told


@dataclass(frozen=True)
class HandOff:
    """One turn as a line: who has or had it, from when to when, how long, what was done."""

    title: str
    organisation: str
    came: datetime
    seen: datetime | None
    reminded: datetime | None
    done: datetime | None
    took: str
    deed: str
    note: str
    late: bool


def hand_offs(turns: Sequence[EpisodeTurn], now: datetime) -> list[HandOff]:
    """Every turn, the newest first."""
    return [
        HandOff(
            str(OFFICES[turn.office]), turn.organisation, turn.from_at, turn.seen_at, turn.reminded_at, turn.to_at,
            minutes(int(((turn.to_at or now) - turn.from_at).total_seconds() // 60)),
            str(DEEDS.get(turn.deed, turn.deed)) if turn.to_at else "", turn.note,
            turn.due_at is not None and (turn.to_at or now) > turn.due_at,
        )
        for turn in reversed(turns)
    ]  # fmt: skip


def written(at: datetime | None) -> str:
    """A moment as the page writes it."""
    return moment(at)


def calendar_title(name: str) -> str:
    """The calendar of the 3 x 24 hours in words."""
    return {"calendar_day": _("every day counts"), "workday": _("only working days count")}.get(name, name)
