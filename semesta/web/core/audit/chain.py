"""Seals over the trail in blocks, each on top of the one before; the trail in the database, checked.

Writing an entry takes no lock; sealing does, shortly, so that no entry with a lower number can still appear in a block
that was closed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction

from semesta.web.core.audit.seal import COLUMNS, FIRST, Finding, Sealed, check, digest, entry_line, seal_of
from semesta.web.core.models import AuditBlock, AuditEntry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

BLOCK = 1000


def seal_new_entries(now: datetime) -> int:
    """Entries not yet sealed are sealed, in blocks of up to BLOCK; how many entries."""
    sealed = 0
    with transaction.atomic():
        _wait_for_writers()
        last = AuditBlock.objects.order_by("-id").first()
        previous, after = (last.seal, last.last_id) if last else (FIRST, 0)
        lines: list[str] = []
        for values in AuditEntry.objects.filter(id__gt=after).order_by("id").values_list(*COLUMNS).iterator(BLOCK):
            lines.append(f"{values[0]} {digest(entry_line(values))}")
            if len(lines) == BLOCK:
                previous, sealed, lines = _close(previous, lines, now), sealed + len(lines), []
        if lines:
            _close(previous, lines, now)
        return sealed + len(lines)


def _wait_for_writers() -> None:
    """Nobody is between taking an entry's number and making it visible (SQLite: there is one writer at a time)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '5s'")
            cursor.execute(f"LOCK TABLE {AuditEntry._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")


def _close(previous: str, lines: list[str], now: datetime) -> str:
    digests = "\n".join(lines)
    block = AuditBlock.objects.create(
        first_id=int(lines[0].split()[0]), last_id=int(lines[-1].split()[0]), entry_count=len(lines), digests=digests,
        previous=previous, seal=seal_of(previous, digests), sealed_at=now,
    )  # fmt: skip
    return block.seal


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
