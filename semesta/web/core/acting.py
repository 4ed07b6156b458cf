"""Who acts, for whom and why: known to the database while a transaction lasts, so that triggers can write it down."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from semesta.web.core.scope import Scope


@dataclass(frozen=True)
class Acting:
    """Texts as the triggers and policies (core/postgres.py) read them; '' where there is none.

    `low` carries a '=' in front, so that "from the first code on" differs from "nobody said"; `pattern` '*': the range
    from low to high is the whole scope.
    """

    actor: str = ""
    organisation: str = ""
    purpose: str = ""
    low: str = ""
    high: str = ""
    pattern: str = ""


_NOW: ContextVar[Acting] = ContextVar("semesta_acting")
_ABSENT = Acting()


def acting_now() -> Acting:
    """Who acts in this thread of execution."""
    return _NOW.get(_ABSENT)


def acting_of(scope: Scope | None, *, actor: str = "", purpose: str = "") -> Acting:
    """What the database is told about a scope; without one, only the actor and the purpose."""
    if scope is None:
        return Acting(actor=actor, purpose=purpose)
    who = Acting(actor=str(scope.user_id), organisation=scope.organisation_name, purpose=purpose)
    if not scope.ranges:
        return who
    pattern = "*" if len(scope.ranges) == 1 else scope.pattern
    return replace(who, low="=" + scope.ranges[0][0], high=scope.ranges[-1][1], pattern=pattern)


@contextmanager
def acting(who: Acting, *, writes: bool = True) -> Iterator[None]:
    """Inside, what is written carries this actor, and on PostgreSQL only rows within the scope exist.

    PostgreSQL: one transaction, because the settings last as long as it does. SQLite: one transaction when `writes`;
    a read needs none, and would hold the only write lock (BEGIN IMMEDIATE) while others wait.
    """
    with ExitStack() as stack:
        nested = connection.in_atomic_block
        if writes or connection.vendor == "postgresql":
            stack.enter_context(transaction.atomic())
        if connection.vendor == "postgresql":
            _tell_postgres(who)
            if nested:  # the settings would outlive this block: they last as long as the transaction
                stack.callback(_tell_postgres_again, acting_now())
        token = _NOW.set(who)
        stack.callback(_NOW.reset, token)
        yield


_SETTINGS = ("actor", "organisation", "purpose", "low", "high", "pattern")


def _tell_postgres(who: Acting) -> None:
    columns = ", ".join(f"set_config('semesta.{name}', %s, true)" for name in _SETTINGS)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", [getattr(who, name) for name in _SETTINGS])


def _tell_postgres_again(who: Acting) -> None:
    if not connection.needs_rollback:
        _tell_postgres(who)


def give_sqlite_its_functions(connection: Any, **_: Any) -> None:
    """Every new SQLite connection can answer semesta_acting('actor'); a program without it cannot write."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("semesta_acting", 1, lambda name: getattr(acting_now(), name))
