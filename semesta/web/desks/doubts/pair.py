"""One doubtful pair at a time, worked by keys: same, different, not now, take the last back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.web.casework.actions import doubts as act
from semesta.web.casework.queries import doubts as asked
from semesta.web.casework.queries.cases import shown_or_none
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import look
from semesta.web.core.places import area_name
from semesta.web.desks.doubts.said import compared, points

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.published.shown import Shown
    from semesta.web.core.published.tables.models import Doubt

PURPOSE = "decide whether two rows are one person"
LOOKED_AT = ("address", "birth_on", "mother_name", "name", "nik", "nkk")


@needs("doubts.decide", area=Area.IN_QUERY)
def pair(request: OfficeRequest) -> HttpResponse:
    """The likeliest pair that waits (of the person `person`, if named). POST decides the pair that its form showed."""
    shown = shown_or_none(request.scope)
    if request.method == "POST":
        return _decide(request, shown)
    if shown is None:
        return render(request, "doubts/none.html", {"nothing_published": True})
    waiting, person = asked.waiting(shown), request.GET.get("person", "")
    if person.isdigit():
        waiting = waiting.filter(person_id=int(person))
    doubt, number = waiting.first(), waiting.count()
    today = asked.today_of(request.scope)
    if doubt is None:
        return render(request, "doubts/none.html", {"today": today})
    look(request, str(doubt.person_id or ""), doubt.area_code, PURPOSE, LOOKED_AT)
    evidence = asked.evidence_of(shown.run_id, doubt.pattern)
    deciders = act.deciders_asked(timezone.localdate())
    return render(
        request, "doubts/pair.html",
        {
            "doubt": doubt, "number": number, "fields": compared(doubt, evidence, request.scope.sees),
            "reasons": points(evidence), "place": area_name(doubt.area_code), "today": today, "deciders": deciders,
            "opinion": asked.opinion_of(request.scope, doubt) if deciders > 1 else None,
            "card": doubt.card_segment or "", "active": doubt.card_status == "ACTIVE",
            "decidable": bool(doubt.nik and doubt.psnoka),
        },
    )  # fmt: skip


def _decide(request: OfficeRequest, shown: Shown | None) -> HttpResponse:
    decision = request.POST.get("decision", "")
    if decision == "undo":
        undone = act.take_back_last(request.scope)
        text = _("Taken back; the pair waits again.") if undone else _("You have decided nothing today.")
        messages.info(request, text)
        return redirect("doubts")
    doubt = _posted(request, shown)
    if doubt is None or shown is None:
        messages.warning(request, _("This pair is decided already, or a new month is shown. Here is the next one."))
        return redirect("doubts")
    try:
        made = act.decide(shown, doubt, decision, _kept(shown, doubt))
    except (LookupError, ValueError):
        messages.warning(
            request, _("This pair cannot be decided here: a number is missing. Correct the identity first.")
        )
        return redirect("doubts")
    if made.needs_second and made.second_by_id is None and decision != "later":
        messages.info(request, _("Noted. A second officer decides it, too, before it counts."))
    else:
        messages.success(request, _("Decided: {decision}.").format(decision=made.get_decision_display()))
    return redirect("doubts")


def _posted(request: OfficeRequest, shown: Shown | None) -> Doubt | None:
    """The pair that the form showed, if it still waits within the scope."""
    member, resident = request.POST.get("member", ""), request.POST.get("resident", "")
    if shown is None or not (member.lstrip("-").isdigit() and resident.isdigit()):
        return None
    return asked.waiting(shown).filter(member_id=int(member), resident_id=int(resident)).first()


def _kept(shown: Shown, doubt: Doubt) -> dict[str, Any]:
    """What was weighed, as it stood, without a person's words."""
    evidence = asked.evidence_of(shown.run_id, doubt.pattern)
    return {
        "probability": doubt.probability, "weight": doubt.weight, "pattern": doubt.pattern,
        "bits": {one.field: [one.sentence_id, round(one.bits, 2)] for one in evidence if one.weighed},
    }  # fmt: skip
