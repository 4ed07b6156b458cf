"""`{% person_cases person_id %}`: a person's cases, for the page of any desk; nothing for who may not see cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from semesta.web.casework.queries.cases import cases_of_person
from semesta.web.casework.words import route_text

if TYPE_CHECKING:
    from semesta.web.core.scope import Scope

register = template.Library()
TONES = {
    "new": "info", "assigned": "info", "working": "care", "waiting": "quiet", "claimed": "care", "refuted": "warn",
    "proved": "good", "closed": "quiet",
}  # fmt: skip


@register.inclusion_tag("casework/person_cases.html", takes_context=True)
def person_cases(context: template.Context, person_id: int) -> dict[str, Any]:
    """Open cases first, each with its state, clock and a link; one statement."""
    scope: Scope | None = getattr(context["request"], "scope", None)
    if scope is None or not scope.may("cases.read"):
        return {"cases": [], "may": False}
    found = cases_of_person(scope, person_id)
    return {
        "may": True,
        "cases": [{"case": one, "route": route_text(one.route).title, "tone": TONES[one.state]} for one in found],
    }
