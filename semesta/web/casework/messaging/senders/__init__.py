"""Ways to send, one module each, found by place: a module with a `SENDER` is one. A new way is a new file here."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from semesta.web.casework.messaging.sender import Sender


@cache
def senders() -> dict[str, Sender]:
    """Every sender by its name, in the order of their modules."""
    found = (import_module(f"{__name__}.{one.name}").SENDER for one in iter_modules(__path__))
    return {one.name: one for one in found}
