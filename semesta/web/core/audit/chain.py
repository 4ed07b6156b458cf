"""Seals over the trail in blocks, each on top of the one before; the trail in the database, checked.

Writing an entry takes no lock; sealing does, shortly, so that no entry with a lower number can still appear in a block
that was closed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Max

from semesta.web.core.audit.seal import COLUMNS, FIRST, Finding, Sealed, check, digest, entry_line, seal_of
from semesta.web.core.models import AuditBlock, AuditEntry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import Model

BLOCK = 1000


def seal_new_entries(now: datetime) -> int:
    """Entries not yet sealed are sealed, in blocks of up to BLOCK; how many entries. Each block is a transaction:
    whoever writes waits for none of them on PostgreSQL, and for one at most on SQLite."""
    upto, sealed = _settled(), 0
    while count := _seal_block(upto, now):
        sealed += count
    return sealed


def _settled() -> int:
    """The highest number below which no entry can still appear; 0 without entries."""
    with transaction.atomic():
        # Nobody is between taking an entry's number and making it visible (SQLite: there is one writer at a time).
        _lock(AuditEntry)
        return AuditEntry.objects.aggregate(highest=Max("id"))["highest"] or 0


def _seal_block(upto: int, now: datetime) -> int:
    """The next block is closed; how many entries it holds, 0 when none is left up to that number."""
    with transaction.atomic():
        _lock(AuditBlock)  # one seals at a time
        last = AuditBlock.objects.order_by("-id").first()
        previous, after = (last.seal, last.last_id) if last else (FIRST, 0)
        waiting = AuditEntry.objects.filter(id__gt=after, id__lte=upto).order_by("id")
        lines = [f"{values[0]} {digest(entry_line(values))}" for values in waiting.values_list(*COLUMNS)[:BLOCK]]
        if lines:
            _close(previous, lines, now)
        return len(lines)


def _lock(model: type[Model]) -> None:
    """Until the transaction ends nobody else writes this table; SQLite is locked as a whole already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '5s'")
            cursor.execute(f"LOCK TABLE {model._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")


def _close(previous: str, lines: list[str], now: datetime) -> None:
    digests = "\n".join(lines)
    AuditBlock.objects.create(
        first_id=int(lines[0].split()[0]), last_id=int(lines[-1].split()[0]), entry_count=len(lines), digests=digests,
        previous=previous, seal=seal_of(previous, digests), sealed_at=now,
    )  # fmt: skip


def blocks() -> Iterator[Sealed]:
    """The chain as it stands in the database."""
    for block in AuditBlock.objects.order_by("id").iterator(100):
        yield Sealed(block.first_id, block.last_id, block.digests, block.previous, block.seal)


def lines() -> Iterator[str]:
    """The entries of the database as they are digested."""
    return map(entry_line, AuditEntry.objects.order_by("id").values_list(*COLUMNS).iterator(BLOCK))


def check_database(known_seal: str | None = None) -> Finding:
    """The trail in the database."""
    return check(blocks(), lines(), known_seal=known_seal)
