"""A prepared statement asked by libpq's own calls: psycopg's cursors, made for any type in any state, cost more than a
small question does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from psycopg.errors import InvalidSqlStatementName, error_from_result
from psycopg.pq import ExecStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import Connection
    from psycopg.pq.abc import PGresult

_prepared: WeakKeyDictionary[Any, dict[str, bytes]] = WeakKeyDictionary()
"""By connection: names of the statements that its server was told."""


def value_of(connection: Connection[Any], sql: str, given: Sequence[bytes]) -> bytes | None:
    """The one value that `sql` gives for texts as parameters; None for NULL. psycopg.Error otherwise.

    Only outside a transaction: psycopg may have made the server forget all statements (after a ROLLBACK), which is
    noticed by an error.
    """
    try:
        return _asked(connection, sql, given)
    except InvalidSqlStatementName:
        _prepared.pop(connection, None)
        return _asked(connection, sql, given)


def value_in_transaction(connection: Connection[Any], sql: str, given: Sequence[bytes]) -> bytes | None:
    """The same inside a transaction, which an error would end: nothing is prepared."""
    return _done(connection.pgconn.exec_params(sql.encode(), given)).get_value(0, 0)


def _asked(connection: Connection[Any], sql: str, given: Sequence[bytes]) -> bytes | None:
    known = _prepared.setdefault(connection, {})
    name = known.get(sql)
    if name is None:
        name = b"semesta_%d" % len(known)
        _done(connection.pgconn.prepare(name, sql.encode()))
        known[sql] = name
    return _done(connection.pgconn.exec_prepared(name, given)).get_value(0, 0)


def _done(result: PGresult) -> PGresult:
    if result.status not in {ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK}:
        raise error_from_result(result)
    return result
