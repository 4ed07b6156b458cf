"""The arithmetic of the seals and the check of a trail; needs no database and no Django.

An entry's digest is SHA-256 of its columns as one line of JSON. A block's seal is SHA-256 of the previous seal and all
`id digest` lines of the block.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

FIRST = "0" * 64
"""What the first block stands on."""
COLUMNS = ("id", "at", "kind", "about", "key", "old", "new", "actor", "organisation", "purpose")


def _told(value: Any) -> Any:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value


def entry_line(values: Iterable[Any]) -> str:
    """An entry as the line that is digested and exported; times in UTC with microseconds."""
    told = dict(zip(COLUMNS, map(_told, values), strict=True))
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def digest(text: str) -> str:
    """SHA-256 of a text, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def seal_of(previous: str, digests: str) -> str:
    """The seal of a block over `id digest` lines."""
    return digest(f"{previous}\n{digests}")


@dataclass(frozen=True)
class Sealed:
    """A block: the seal over entries first_id..last_id, whose digests stand line by line."""

    first_id: int
    last_id: int
    digests: str
    previous: str
    seal: str


@dataclass(frozen=True)
class Finding:
    """What a check found: counts, the last seal, and the first thing wrong ('' = nothing)."""

    entries: int
    blocks: int
    unsealed: int
    seal: str
    wrong: str

    def text(self) -> str:
        """For reading, in Indonesian."""
        counts = (
            f"{self.entries} catatan, {self.blocks} segel, {self.unsealed} belum disegel; segel terakhir {self.seal}"
        )
        return f"RUSAK: {self.wrong} ({counts})" if self.wrong else f"Utuh: {counts}"

    def to_json(self) -> dict[str, Any]:
        """The same as JSON."""
        return {**self.__dict__, "whole": not self.wrong}


class _Walk:
    """The stream of entries, held against one expected entry after the other."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._entries = ((json.loads(line)["id"], digest(line)) for line in lines)
        self.count = 0
        self.wrong = ""
        self._last_expected = 0
        self._advance(first=True)

    def _advance(self, *, first: bool = False) -> None:
        self.count += 0 if first else 1
        self._pending = next(self._entries, None)

    def blame(self, fault: str) -> None:
        """Keeps the first fault."""
        self.wrong = self.wrong or fault

    def take(self, number: int, expected: str) -> None:
        """The next sealed entry is here, with this digest."""
        self._last_expected = number
        while self._pending is not None and self._pending[0] < number:
            self._skip_inserted()
        if self._pending is None or self._pending[0] > number:
            self.blame(f"catatan {number} hilang")
            return
        if self._pending[1] != expected:
            self.blame(f"catatan {number} diubah")
        self._advance()

    def _skip_inserted(self) -> None:
        assert self._pending is not None  # noqa: S101 for the type checker; both callers have looked
        self.blame(f"catatan {self._pending[0]} disisipkan setelah penyegelan")
        self._advance()

    def rest(self) -> int:
        """The entries after the last seal; how many."""
        before = self.count
        while self._pending is not None:
            if self._pending[0] <= self._last_expected:
                self._skip_inserted()
            else:
                self._advance()
        return self.count - before


def check(blocks: Iterable[Sealed], lines: Iterable[str], *, known_seal: str | None = None) -> Finding:
    """Holds entry lines, in the order of their ids, against their blocks. `known_seal`, kept elsewhere, must occur."""
    walk, previous, count, known = _Walk(lines), FIRST, 0, not known_seal
    for block in blocks:
        count += 1
        walk.blame(_block_fault(block, previous))
        for line in block.digests.split("\n"):
            number, expected = line.split()
            walk.take(int(number), expected)
        previous = block.seal
        known = known or previous == known_seal
    unsealed = walk.rest()
    if not known:
        walk.blame("segel yang disimpan di luar tidak ada dalam rantai: rantai ditulis ulang atau terpotong")
    return Finding(walk.count, count, unsealed, previous, walk.wrong)


def _block_fault(block: Sealed, previous: str) -> str:
    place = f"segel atas catatan {block.first_id}–{block.last_id}"
    if block.previous != previous:
        return f"{place} tidak bersambung dengan segel sebelumnya: sebuah segel hilang atau disisipkan"
    return "" if block.seal == seal_of(previous, block.digests) else f"{place} diubah"
