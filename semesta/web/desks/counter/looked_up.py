"""Whom this clerk looked up, and why: kept in the session, so that no number of a person opens anybody else's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from semesta.web.core.access import OfficeRequest

HELD = "counter"
"""Where the session keeps it."""
MOST = 40
PURPOSES: dict[str, _StrPromise] = {
    "in care": _("The patient is here for care"),
    "asks": _("The person asks about their own cover"),
}
"""Why a clerk looks, by the word that the trail keeps."""


@dataclass(frozen=True)
class Asked:
    """The last question; `mother`: she is looked for because of her baby; `episode`: whose patient is to be named."""

    typed: str = ""
    born: str = ""
    purpose: str = "in care"
    mother: bool = False
    episode: str = ""

    @property
    def born_on(self) -> date | None:
        """None for none, and for what is no day."""
        try:
            return date.fromisoformat(self.born)
        except ValueError:
            return None


def asked_of(request: OfficeRequest) -> Asked:
    """The last question of this session; an empty one before the first."""
    held = request.session.get(HELD, {}).get("asked", {})
    return Asked(**{name: held[name] for name in Asked.__dataclass_fields__ if name in held})


def ask(request: OfficeRequest, asked: Asked) -> None:
    """The session keeps this question, and nothing of it stands in an address."""
    _keep(request, asked=vars(asked))


def remember(request: OfficeRequest, keys: list[int]) -> None:
    """These people were found by a question with a purpose: their pages open for this session."""
    known = request.session.get(HELD, {}).get("keys", [])
    _keep(request, keys=[*[key for key in known if key not in keys], *keys][-MOST:])


def was_looked_up(request: OfficeRequest, key: int) -> bool:
    """Somebody with this number was found in this session."""
    return key in request.session.get(HELD, {}).get("keys", [])


def _keep(request: OfficeRequest, **values: Any) -> None:
    request.session[HELD] = {**request.session.get(HELD, {}), **values}
