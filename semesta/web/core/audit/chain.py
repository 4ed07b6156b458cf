"""Seals over the trail in blocks, each on top of the one before; the trail in the database, checked.

Writing an entry or a look takes no lock; finding out up to which number nobody writes any more does, for a moment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Max
from django.db.utils import OperationalError

from semesta.web.core.audit.looks import look_digests
from semesta.web.core.audit.seal import (
    COLUMNS,
    ENTRIES,
    FIRST,
    LOOKS,
    Finding,
    Sealed,
    check,
    digest,
    line_of,
    seal_of,
)
from semesta.web.core.models import AuditBlock, AuditEntry, Look

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import Manager

BLOCK = 1000
TRIES = 5
KEPT: dict[str, Manager[Any]] = {ENTRIES: AuditEntry.objects, LOOKS: Look.unscoped}
_WAITS = {ENTRIES: "5s", LOOKS: "200ms"}
"""While sealing waits for a writer, other writers wait behind it: look-ups hardly may."""


def seal_new_entries(now: datetime) -> int:
    """Entries and looks not yet sealed are sealed, in blocks of up to BLOCK; how many. Each block is a transaction:
    whoever writes waits for none of them on PostgreSQL, and for one at most on SQLite.
    """
    sealed = 0
    for over in KEPT:
        until = _settled(over)
        while until and (count := _seal_block(over, until, now)):
            sealed += count
    return sealed


def _settled(over: str) -> int:
    """The highest number: nobody is any more between taking that or a lower one and making it visible (SQLite: there is
    one writer at a time). OperationalError when somebody writes for too long.
    """
    table = KEPT[over].model._meta.db_table
    for tried in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                if connection.vendor == "postgresql":
                    with connection.cursor() as cursor:
                        cursor.execute(f"SET LOCAL lock_timeout = '{_WAITS[over]}'")
                        cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")
                return KEPT[over].aggregate(last=Max("id"))["last"] or 0
        except OperationalError:
            if tried == TRIES:
                raise
    raise AssertionError("unreachable")


def _seal_block(over: str, until: int, now: datetime) -> int:
    """The next block is closed; how many rows it holds, 0 when none is left up to that number."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '5s'")
                # One seals at a time; blocks may still be read.
                cursor.execute(f"LOCK TABLE {AuditBlock._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
        last = AuditBlock.objects.order_by("-id").first()
        after = AuditBlock.objects.filter(over=over).aggregate(last=Max("last_id"))["last"] or 0
        waiting = KEPT[over].filter(id__gt=after, id__lte=until).order_by("id").values_list(*COLUMNS[over])
        lines = [f"{over}{values[0]} {digest(line_of(over, values))}" for values in waiting[:BLOCK]]
        if lines:
            _close(over, last.seal if last else FIRST, lines, now)
        return len(lines)


def _close(over: str, previous: str, lines: list[str], now: datetime) -> None:
    digests = "\n".join(lines)
    first, last = (int(line.split()[0].removeprefix(over)) for line in (lines[0], lines[-1]))
    AuditBlock.objects.create(
        over=over, first_id=first, last_id=last, entry_count=len(lines), digests=digests, previous=previous,
        seal=seal_of(previous, digests), sealed_at=now,
    )  # fmt: skip


def blocks() -> Iterator[Sealed]:
    """The chain as it stands in the database."""
    for block in AuditBlock.objects.order_by("id").iterator(100):
        yield Sealed(block.first_id, block.last_id, block.digests, block.previous, block.seal)


def lines(over: str = ENTRIES) -> Iterator[str]:
    """The entries, or looks, of the database as they are digested. Looks: as the owner, who sees all areas."""
    rows = KEPT[over].order_by("id").values_list(*COLUMNS[over]).iterator(BLOCK)
    return (line_of(over, values) for values in rows)


def check_database(known_seal: str | None = None) -> Finding:
    """The trail in the database."""
    return check(blocks(), lines(), look_digests(), known_seal=known_seal)
