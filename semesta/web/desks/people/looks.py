"""Why somebody looks at a person, and who did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from semesta.web.core import components as c
from semesta.web.core.models import Look, Membership
from semesta.web.core.roles import ROLES

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

    from semesta.web.core.scope import Scope

OPENED = "page opened"
PURPOSES: dict[str, _StrPromise] = {
    "serve": _("Serving this person"),
    "propose": _("Preparing or checking a proposal"),
    "correct": _("Correcting data"),
    "audit": _("Audit"),
}
"""What a whole number may be asked for, by the word that the trail keeps."""
LATEST = 20


def purposes() -> list[c.Choice]:
    """The choices of the form that shows a number."""
    return [c.Choice(value, str(text)) for value, text in PURPOSES.items()]


def latest_looks(scope: Scope, person_id: int) -> dict[str, QuerySet[Any, Any]]:
    """The LATEST looks with role and purpose, newest first, as rows to be read; none for who may not read the trail."""
    if not scope.may("office.audit"):
        return {}
    post = Membership.objects.filter(user=OuterRef("user"), organisation__name=OuterRef("organisation"))
    rows = Look.objects.within(scope).filter(person_key=str(person_id))
    role = Subquery(post.order_by("-id").values("role")[:1])
    return {"looks": rows.annotate(role=role).values("at", "organisation", "purpose", "user__name", "role")[:LATEST]}


def told(beside: dict[str, list[dict[str, Any]]]) -> list[c.Entry] | None:
    """What was read of `latest_looks`; None for who may not read the trail."""
    if "looks" not in beside:
        return None
    return [c.Entry(one["at"], _who(one), _why(one["purpose"])) for one in beside["looks"]]


def _who(one: dict[str, Any]) -> str:
    """Name, role at that office where it is still known, office."""
    role = str(ROLES[one["role"]].title) if one["role"] in ROLES else ""
    return ", ".join(part for part in (one["user__name"], role, one["organisation"]) if part)


def _why(purpose: str) -> str:
    """A purpose in the reader's words; one that another desk wrote as it stands."""
    return str({OPENED: _("Page opened"), **PURPOSES}.get(purpose, purpose))
