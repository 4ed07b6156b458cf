"""The counter's first page: whom is it about? By number, by name and birth date, by the mother, or not known yet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from semesta.flow.report.words import word
from semesta.web.casework.queries import episodes as asked_for
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import look_at_list, note
from semesta.web.core.places import area_name
from semesta.web.core.published.search import CARD, Found, find
from semesta.web.core.published.shown import NothingPublished, shown_to
from semesta.web.core.published.tables.models import Card
from semesta.web.core.published.wanted import Wanted, wanted_of
from semesta.web.core.reading import language
from semesta.web.desks.counter import looked_up, words
from semesta.web.desks.counter.looked_up import Asked

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.published.search import Hit
    from semesta.web.core.published.shown import Shown

LISTED = 8
LONGEST = 200


@needs("counter.serve", area=Area.IN_QUERY)
def counter(request: OfficeRequest) -> HttpResponse:
    """The box, and the facility's open episodes. A question that finds one person leads to the answer."""
    if request.method == "POST":
        return _looked(request)
    return page(request)


def page(request: OfficeRequest, found: Found | None = None, says: str = "") -> HttpResponse:
    """The box with the last question; `found`: whom it finds, to choose from."""
    asked = looked_up.asked_of(request)
    context: dict[str, Any] = {
        "asked": asked, "purposes": looked_up.PURPOSES, "says": says, "longest": LONGEST,
        "open": [words.open_card(one) for one in asked_for.my_open(request.scope)],
        "episode": to_be_named(request, asked), "nobody": found is not None and not found.hits and not found.ask,
    }  # fmt: skip
    if found is not None and found.hits:
        context["people"] = [_hit(hit, asked) for hit in found.hits]
        context["more"] = found.more
    return render(request, "counter/find.html", context)


def to_be_named(request: OfficeRequest, asked: Asked) -> Any:
    """The open episode whose patient the clerk looks for."""
    if not asked.episode:
        return None
    one = asked_for.one_episode(request.scope, UUID(asked.episode))
    return one if one is not None and one.is_open else None


def _looked(request: OfficeRequest) -> HttpResponse:
    before = looked_up.asked_of(request)
    posted = request.POST
    purpose = posted.get("purpose", "")
    asked = replace(
        before, typed=posted.get("who", "").strip()[:LONGEST], born=posted.get("born", "")[:10],
        purpose=purpose if purpose in looked_up.PURPOSES else "in care", mother=posted.get("about") == "mother",
    )  # fmt: skip
    looked_up.ask(request, asked)
    try:
        shown = shown_to(request.scope)
    except NothingPublished:
        return page(request, Found())
    wanted = wanted_of(asked.typed, birth_on=asked.born_on)
    found = _found(shown, wanted)
    if found.ask:
        return page(request, found, _says(found))
    fields = [name for name in ("number", "name", "birth_on") if getattr(wanted, name)]
    note("counter searched", facts={"by": " ".join(fields), "people": len(found.hits), "purpose": asked.purpose})
    look_at_list(
        request, ((str(hit.person_id), hit.area_code) for hit in found.hits), f"counter: {asked.purpose}", ["family"]
    )
    looked_up.remember(request, [hit.person_id for hit in found.hits])
    if len(found.hits) == 1 and found.hits[0].score == 100.0:
        return redirect(_page_of(found.hits[0], asked))
    return page(request, found, _says(found))


def _found(shown: Shown, wanted: Wanted) -> Found:
    """Nobody is listed by a name alone, nor for a number that is not theirs: a patient's slip shows nobody else."""
    if wanted.nothing:
        return Found(ask="anything")
    if wanted.name and not wanted.number and not wanted.birth_on:
        return Found(ask="birth_on")
    found = find(shown, wanted, LISTED)
    if wanted.number and found.meant and not wanted.name:
        return Found()
    return _own_card(shown, wanted.number, found) if len(found.hits) > 1 else found


def _own_card(shown: Shown, number: str, found: Found) -> Found:
    """A person's card number is the family's, too, when it is the head's: then the one whose own card it is."""
    if len(number) != CARD:
        return found
    own = set(shown.rows(Card).filter(psnoka=number).values_list("person_id", flat=True))
    held = tuple(hit for hit in found.hits if hit.person_id in own)
    return replace(found, hits=held) if held else found


def _says(found: Found) -> str:
    if found.ask == "birth_on":
        return _("Add the birth date: by a name alone nobody is shown.")
    if found.ask == "name":
        return _("Add the name: by a birth date alone nobody is shown.")
    if found.ask:
        return _("Type a NIK, a card number, or a name with its birth date.")
    if found.hits:
        return _("Ask the patient for the birth date and the street, then choose.")
    return ""


def _page_of(hit: Hit, asked: Asked) -> str:
    return reverse("counter_newborn" if asked.mother else "counter_answer", args=[hit.person_id])


def _hit(hit: Hit, asked: Asked) -> dict[str, Any]:
    return {
        "name": hit.name or _("no name"), "nik": hit.nik, "born_on": hit.birth_on, "place": area_name(hit.area_code),
        "url": _page_of(hit, asked), "state": word(language(), "class", hit.class_name),
        "tone": "good" if hit.active else "care",
    }  # fmt: skip


@needs("counter.serve", area=Area.IN_QUERY)
@require_POST
def name_patient(request: OfficeRequest) -> HttpResponse:
    """The clerk now looks for the patient of an episode (POST `episode`; none: no longer); then the counter again."""
    looked_up.ask(request, Asked(episode=_uuid(request.POST.get("episode", ""))))
    return redirect("counter")


def _uuid(text: str) -> str:
    """The text when it is a UUID, else ''."""
    try:
        return str(UUID(text))
    except ValueError:
        return ""
