"""Cover by NIK, the asker checked and the look written down, in one statement: for callers that were let in before.

What the caller was when the whole application let them in (`told`: session, password, posts of the day; or
a program's token) is compared in the very statement that reads and writes. Signed out, disabled, a post or token that
ended, another publication: then there is no answer here, and the whole application judges again.
"""

# ruff: noqa: S608  (names of our own; values are bound)
from __future__ import annotations

import json
from contextlib import nullcontext
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, ProgrammingError, connections, transaction

from semesta.web.core.clients.asking import token_told_sql
from semesta.web.core.published import on_sqlite
from semesta.web.core.published.by_nik import CARD_COLUMNS, PERSON_COLUMNS, Cover, remembered_number
from semesta.web.core.published.direct import value_in_transaction, value_of
from semesta.web.core.published.models import space_of
from semesta.web.core.session_store import told_sql

if TYPE_CHECKING:
    from semesta.web.core.acting import Acting
    from semesta.web.core.scope import Scope

_COLUMNS = ", ".join([*(f"p.{name}" for name in PERSON_COLUMNS), *(f"c.{name}" for name in CARD_COLUMNS)])
_without_function: set[int] = set()
"""Publications that an earlier version loaded."""
_DAYS = [place for place, field in enumerate(fields(Cover)) if "date" in str(field.type)]
PURPOSE_LENGTH = 200


@dataclass(frozen=True)
class Asker:
    """Who was let in: the session's key or the token's digest, what the database told of it, and the scope and purpose
    of the look; of a program what its token opens (core/clients/scopes.py).
    """

    key: str
    told: str
    scope: Scope
    who: Acting
    purpose: str
    rights: frozenset[str] = frozenset()

    @property
    def columns(self) -> str:
        """Groups of columns as a look names them."""
        return " ".join(sorted(self.scope.role.columns))

    @cached_property
    def bound(self) -> list[bytes]:
        """What PostgreSQL is told each time: all arguments of the function but day and NIK."""
        who = self.who
        told = (self.key, self.told, who.actor, who.low, who.high, who.pattern, who.organisation, self.purpose,
                self.columns)  # fmt: skip
        return [text.encode() for text in told]


DIGEST_LENGTH = 64
"""A token is known by a digest of so many digits; the key of a session is shorter."""


def _told_now(key: str, day: str, now: str) -> str:
    """What the database tells now of a session, or else of a token."""
    return f"coalesce(({told_sql(key, day, now)}), ({token_told_sql(key, day, now)}))"


def look_up(asker: Asker, nik: str, today: date) -> list[Cover] | None:
    """Everybody within the scope who has this NIK, each look committed; None when the asker must be judged again."""
    # Django's `connection` finds this thread's own at every mention of it: found once.
    own = connections[DEFAULT_DB_ALIAS]
    if not own.in_atomic_block:
        own.close_if_unusable_or_obsolete()
    number = remembered_number()
    if number is None or number in _without_function:
        return None
    ask = _on_postgres if own.vendor == "postgresql" else _on_sqlite
    own.ensure_connection()
    try:
        with own.wrap_database_errors:
            rows = ask(own, number, asker, nik, today)
    except ProgrammingError:
        _without_function.add(number)
        return None
    return None if rows is None else [_cover(row) for row in rows]


def _cover(row: list[Any]) -> Cover:
    for place in _DAYS:
        if isinstance(row[place], str):
            row[place] = date.fromisoformat(row[place])
    return Cover(*row)


# -- PostgreSQL: a function that belongs to the publication, so that its statements stay planned

# Key, told, today, NIK; then who acts as core/acting.py says it: actor, low, high, pattern, organisation; then
# purpose and columns of the look. Without names: a name could be taken for a column's. What triggers ask about who acts
# is not set: nothing is written here but looks, which have none.
_ARGUMENTS = "text, text, date, text, text, text, text, text, text, text, text"


# The scope as the policies read it (core/postgres.py): '=' and low, high, a pattern.
_INSIDE = "(p.area_code >= substr($6, 2) AND p.area_code < $7 AND ($8 = '*' OR p.area_code ~ $8)) IS TRUE"


def function_sql(space: str) -> str:
    """CREATE FUNCTION of a publication: the answer as JSON, NULL when the asker or the publication is not as told.

    With the rights of who calls: row-level security holds. The scope's own condition is no range for an index (the plan
    serves every scope); the NIK's index finds the one or two rows. Each table and aggregate costs more than to find the
    row: there are few.
    """
    number = int(space.rpartition("_")[2])
    person, card = f'"{space}".pub_person', f'"{space}".pub_card'
    return f"""
CREATE FUNCTION "{space}".cover_looked_up({_ARGUMENTS}) RETURNS text LANGUAGE plpgsql SECURITY INVOKER AS $$
DECLARE
  told text;
  shown record;
  one record;
  answer text := '';
BEGIN
  IF length($1) = {DIGEST_LENGTH} THEN
    told := ({token_told_sql("$1", "$3", "clock_timestamp()")});
  ELSE
    told := ({told_sql("$1", "$3", "clock_timestamp()")});
  END IF;
  IF told IS DISTINCT FROM $2 THEN
    RETURN NULL;
  END IF;
  SELECT s.run_id, s.month INTO shown FROM public.published_publication AS s WHERE s.shown AND s.id = {number};
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  PERFORM set_config('semesta.low', $6, true), set_config('semesta.high', $7, true),
    set_config('semesta.pattern', $8, true);
  FOR one IN
    SELECT p.person_id, p.area_code, json_build_array(shown.run_id, shown.month, {_COLUMNS}) AS cover
    FROM {person} AS p LEFT JOIN {card} AS c ON c.person_id = p.person_id AND c.psnoka = p.psnoka
    WHERE (p.nik = $4 OR p.person_id = ANY (ARRAY(SELECT h.person_id FROM {card} AS h WHERE h.nik = $4))) AND {_INSIDE}
    ORDER BY p.person_id
  LOOP
    INSERT INTO public.core_look (at, person_key, area_code, user_id, organisation, purpose, columns)
    VALUES (clock_timestamp(), one.person_id, one.area_code, $5::bigint, $9, $10, $11);
    answer := answer || ',' || one.cover;
  END LOOP;
  RETURN '[' || substr(answer, 2) || ']';
END $$"""


@cache
def _question(number: int) -> str:
    places = ", ".join(f"${place}" for place in range(1, _ARGUMENTS.count(",") + 2))
    return f'SELECT "{space_of(number)}".cover_looked_up({places})'


def _on_postgres(own: Any, number: int, asker: Asker, nik: str, today: date) -> list[list[Any]] | None:
    ask = value_in_transaction if own.in_atomic_block else value_of
    key, told, *scope = asker.bound
    text = ask(own.connection, _question(number), [key, told, today.isoformat().encode(), nik.encode(), *scope])
    rows: list[list[Any]] | None = None if text is None else json.loads(text)
    return rows


# -- SQLite: one statement that reads, one that writes


def _on_sqlite(own: Any, number: int, asker: Asker, nik: str, today: date) -> list[list[Any]] | None:
    inside, edges = asker.scope.where("area_code")
    on_sqlite.attach(own, space_of(number))
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    values = [asker.key, today.isoformat(), now, number, nik, *edges]
    rows = own.connection.execute(_sqlite_statement(inside), values).fetchall()
    if not rows or rows[0][0] != asker.told:
        return None
    found = [list(row[1:]) for row in rows if row[3] is not None]
    if found:
        looks = [(now, str(row[2]), row[3], asker.scope.user_id, asker.who.organisation, asker.purpose, asker.columns)
                 for row in found]  # fmt: skip
        _write_looks(own, looks)
    return found


@lru_cache(maxsize=16)
def _sqlite_statement(inside: str) -> str:
    """What is told now, run, month, then Cover's columns, NULL when nobody has the NIK."""
    numbered = inside
    for place in range(inside.count("%s")):
        numbered = numbered.replace("%s", f"?{6 + place}", 1)
    held = " UNION ".join(
        f"SELECT person_id AS holder FROM {table} WHERE nik = ?5 AND {numbered}" for table in ("pub_person", "pub_card")
    )
    return (
        f"SELECT {_told_now('?1', '?2', '?3')}, shown.run_id, shown.month, {_COLUMNS}"
        f" FROM published_publication AS shown LEFT JOIN ({held}) AS held ON true"
        " LEFT JOIN pub_person AS p ON p.person_id = held.holder"
        " LEFT JOIN pub_card AS c ON c.person_id = p.person_id AND c.psnoka = p.psnoka"
        " WHERE shown.shown AND shown.id = ?4 ORDER BY p.person_id"
    )


_LOOK = (
    "INSERT INTO core_look (at, person_key, area_code, user_id, organisation, purpose, columns)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)


def _write_looks(own: Any, looks: list[tuple[Any, ...]]) -> None:
    """Committed: all or none."""
    with transaction.atomic() if len(looks) > 1 else nullcontext():
        for one in looks:
            own.connection.execute(_LOOK, one)
