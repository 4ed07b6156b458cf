"""Writing for a purpose that the audit trail keeps beside the change."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from semesta.web.core.acting import acting, acting_now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from semesta.web.core.scope import Scope


@contextmanager
def for_purpose(scope: Scope, permission: str, purpose: str) -> Iterator[None]:
    """Inside: one transaction whose changes carry the purpose. PermissionError when the scope lacks the permission."""
    if not scope.may(permission):
        raise PermissionError(permission)
    with acting(replace(acting_now(), purpose=purpose[:200])):
        yield
