"""Two visits to one house of which neither phone knew the other: side by side, then decided by somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from semesta.web.casework.actions.standing import decide_conflict
from semesta.web.casework.models import PesiarStage, Source
from semesta.web.casework.queries import field as asked
from semesta.web.casework.refusal import ChangedMeanwhile
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import look_at_list
from semesta.web.core.reading import moment, numbers
from semesta.web.desks.field.waiting import house_of, outcome_of

if TYPE_CHECKING:
    from semesta.web.casework.models import Visit, VisitConflict, VisitPerson
    from semesta.web.core.access import OfficeRequest


@needs("field.run", area=Area.IN_QUERY)
def conflict_page(request: OfficeRequest, pk: int) -> HttpResponse:
    """GET: the two visits, which counts now, and what each found of whom. POST `keep`: earlier or later counts."""
    conflict = asked.conflict_of(request.scope, pk)
    if conflict is None:
        raise Http404
    if request.method == "POST":
        return _decide(request, conflict)
    people = asked.people_of_both(request.scope, conflict)
    seen = [(str(one.person_id), one.area_code) for pair in people for one in pair if one and one.person_id]
    look_at_list(request, dict.fromkeys(seen), _("two visits to one house"), ("name",))
    context = {
        "conflict": conflict, "house": house_of(conflict), "round": conflict.household.round,
        "fields": _fields(conflict), "people": [_person(pair) for pair in people],
        "counts": "earlier" if conflict.earlier.current else "later" if conflict.later.current else "",
    }  # fmt: skip
    return render(request, "field/conflict.html", context)


def _fields(conflict: VisitConflict) -> list[c.ComparedField]:
    left, right = _told(conflict.earlier), _told(conflict.later)
    labels = {
        "counts": _("Counts now"), "outcome": _("Result"), "at": _("When"), "agent": _("Agent"),
        "source": _("How it came"), "came": _("Came to the server"), "knew": _("Visits that the phone knew of"),
        "stage": _("PESIAR stage"), "note": _("Note"),
    }  # fmt: skip
    return [
        c.ComparedField(str(label), left[name], right[name], "same" if left[name] == right[name] else "differ")
        for name, label in labels.items()
    ]


def _told(visit: Visit) -> dict[str, Any]:
    kept = getattr(visit, "submission", None)
    knew = kept.base_version - 1 if kept is not None and kept.base_version else None
    return {
        "counts": _("Yes") if visit.current else _("No"), "outcome": outcome_of(visit),
        "stage": str(PesiarStage(visit.stage).label), "at": moment(visit.visited_at), "note": visit.note or "–",
        "agent": f"{visit.agent.name} ({visit.agent.code})" if visit.agent else "–",
        "source": str(Source(kept.source).label) if kept is not None else "–", "came": moment(visit.received_at),
        "knew": "–" if knew is None else numbers().whole(knew),
    }  # fmt: skip


def _person(pair: tuple[VisitPerson | None, VisitPerson | None]) -> c.ComparedField:
    left, right = (_found(one) for one in pair)
    name = next((one.name for one in pair if one is not None), "")
    agreement: c.Agreement = "missing" if None in pair else "same" if left == right else "differ"
    return c.ComparedField(name or _("Name not told"), left, right, agreement)


def _found(one: VisitPerson | None) -> str:
    if one is None:
        return "–"
    return f"{one.get_found_display()}; {one.get_card_display()}" if one.found == "lives" else one.get_found_display()


def _decide(request: OfficeRequest, conflict: VisitConflict) -> HttpResponse:
    choices = {"earlier": conflict.earlier, "later": conflict.later}
    kept = choices.get(request.POST.get("keep", ""))
    if kept is None:
        raise Http404
    try:
        decide_conflict(request.scope, conflict, kept)
    except ChangedMeanwhile as changed:
        messages.warning(request, changed.sentence)
    else:
        messages.success(request, _("Decided. The other visit stays on record and does not count."))
    return redirect("field_waiting", conflict.household.round.public_id)
