"""What a page of this desk is about: a publication, an area within the scope, and what is hidden."""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.shortcuts import render

from semesta.rules.load import load_rules
from semesta.web.core.places import area_name, children_of, parents_of
from semesta.web.core.published.shown import NothingPublished, Shown, shown_to
from semesta.web.desks.overview.publication import PublicationFacts, facts_of_publication

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from semesta.rules.load import Rules
    from semesta.web.core.access import OfficeRequest

    Page = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Seen:
    """One area of the shown publication, within the scope of who looks."""

    shown: Shown
    facts: PublicationFacts
    area: str
    rules: Rules

    @property
    def name(self) -> str:
        return area_name(self.area)

    @property
    def is_whole(self) -> bool:
        """The area is the one that the run judged."""
        return self.area == self.facts.area

    @property
    def children(self) -> tuple[str, ...]:
        """Codes one level below."""
        return children_of(self.area)

    @property
    def above(self) -> list[tuple[str, str]]:
        """(code, name) of the areas above that this scope covers, the widest first."""
        return [(code, area_name(code)) for code in parents_of(self.area) if self.may_see(code)]

    def may_see(self, code: str) -> bool:
        """The area lies within the scope and within what the run judged."""
        inside = code == self.facts.area or code.startswith(self.facts.area + ".")
        return inside and self.shown.scope.covers(code)

    @property
    def hides(self) -> bool:
        """Who looks may not see people: figures of few people are hidden (req 61)."""
        return not self.shown.scope.may("people.read")

    @property
    def hide_below(self) -> int:
        """Counts from 1 to this less one are small."""
        return int(self.rules.value_or_none("small_cell_hide_below", self.shown.month) or 0)


def own_areas(shown: Shown, facts: PublicationFacts) -> tuple[str, ...]:
    """The areas of the scope in the shown publication: the whole city for who sees it, else the parts."""
    if shown.scope.covers(facts.area):
        return (facts.area,)
    return tuple(area for area in shown.scope.areas if area.startswith(facts.area + "."))


def sees(view: Callable[..., HttpResponse]) -> Page:
    """The view gets a `Seen`: of the address's `area_code`, else of the first area of the scope.

    Where nothing was published, or nothing of the scope's areas, a page says so instead.
    """

    @wraps(view)
    def page(request: OfficeRequest, area_code: str = "", **rest: Any) -> HttpResponse:
        try:
            shown = shown_to(request.scope)
        except NothingPublished:
            return render(request, "overview/nothing.html", {"published_nothing": True})
        facts = facts_of_publication(shown)
        own = own_areas(shown, facts)
        area = area_code or (own[0] if own else "")
        seen = Seen(shown, facts, area, load_rules())
        if not area or not seen.may_see(area):
            return render(request, "overview/nothing.html", {"where": area_name(area) if area else ""})
        return view(request, seen, **rest)

    return page
