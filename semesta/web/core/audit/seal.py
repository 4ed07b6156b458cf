"""The arithmetic of the seals and the check of a trail; needs no database and no Django.

The trail is entries and looks, each numbered by itself. A row's digest is SHA-256 of its columns as one line of JSON. A
block is over entries or over looks; its seal is SHA-256 of the previous seal and all `id digest` lines of the block. In
front of a look's number stands an L, so that the seal says what it is over.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

ENTRIES, LOOKS = "", "L"
"""What a block is over: the letter in front of its numbers."""
CALLED = {ENTRIES: "catatan", LOOKS: "catatan lihat"}
FIRST = "0" * 64
"""What the first block stands on."""
COLUMNS = {
    ENTRIES: ("id", "at", "kind", "about", "key", "old", "new", "actor", "organisation", "purpose"),
    LOOKS: ("id", "at", "person_key", "area_code", "user_id", "organisation", "purpose", "columns"),
}


def _told(value: Any) -> Any:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value


def line_of(over: str, values: Iterable[Any]) -> str:
    """An entry or look as the line that is digested and exported; times in UTC with microseconds."""
    told = dict(zip(COLUMNS[over], map(_told, values), strict=True))
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def digest(text: str) -> str:
    """SHA-256 of a text, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def seal_of(previous: str, digests: str) -> str:
    """The seal of a block over `id digest` lines."""
    return digest(f"{previous}\n{digests}")


def numbered(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Number and digest of each line."""
    for line in lines:
        yield json.loads(line)["id"], digest(line)


@dataclass(frozen=True)
class Sealed:
    """A block: the seal over rows first_id..last_id, whose digests stand line by line."""

    first_id: int
    last_id: int
    digests: str
    previous: str
    seal: str

    @property
    def over(self) -> str:
        """ENTRIES or LOOKS."""
        return LOOKS if self.digests.startswith(LOOKS) else ENTRIES


@dataclass(frozen=True)
class Finding:
    """What a check found: counts, the last seal, and the first thing wrong ('' = nothing)."""

    entries: int
    looks: int
    blocks: int
    unsealed: int
    seal: str
    wrong: str

    def text(self) -> str:
        """For reading, in Indonesian."""
        counts = (
            f"{self.entries} catatan, {self.looks} catatan lihat, {self.blocks} segel, {self.unsealed} belum disegel;"
            f" segel terakhir {self.seal}"
        )
        return f"RUSAK: {self.wrong} ({counts})" if self.wrong else f"Utuh: {counts}"

    def to_json(self) -> dict[str, Any]:
        """The same as JSON."""
        return {**self.__dict__, "whole": not self.wrong}


class _Walk:
    """The stream of entries, or of looks, held against one expected row after the other."""

    def __init__(self, over: str, rows: Iterable[tuple[int, str]], blame: Callable[[str], None]) -> None:
        self._over, self._rows, self._blame = over, iter(rows), blame
        self.count = 0
        self._last_expected = 0
        self._pending = next(self._rows, None)

    def _advance(self) -> None:
        self.count += 1
        self._pending = next(self._rows, None)

    def take(self, number: int, expected: str) -> None:
        """The next sealed row is here, with this digest."""
        self._last_expected = number
        while self._pending is not None and self._pending[0] < number:
            self._skip_inserted()
        if self._pending is None or self._pending[0] > number:
            self._blame(f"{CALLED[self._over]} {number} hilang")
            return
        if self._pending[1] != expected:
            self._blame(f"{CALLED[self._over]} {number} diubah")
        self._advance()

    def _skip_inserted(self) -> None:
        assert self._pending is not None  # noqa: S101 for the type checker; both callers have looked
        self._blame(f"{CALLED[self._over]} {self._pending[0]} disisipkan setelah penyegelan")
        self._advance()

    def rest(self) -> int:
        """The rows after the last seal; how many."""
        before = self.count
        while self._pending is not None:
            if self._pending[0] <= self._last_expected:
                self._skip_inserted()
            else:
                self._advance()
        return self.count - before


def check(
    blocks: Iterable[Sealed], entries: Iterable[str], looks: Iterable[tuple[int, str]] = (), *,
    known_seal: str | None = None,
) -> Finding:  # fmt: skip
    """Holds entry lines, and looks as (number, digest), each in the order of their numbers, against their blocks.

    `known_seal`, kept elsewhere, must occur.
    """
    wrong: list[str] = []
    walks = {
        ENTRIES: _Walk(ENTRIES, numbered(entries), wrong.append), LOOKS: _Walk(LOOKS, looks, wrong.append),
    }  # fmt: skip
    previous, count, known = FIRST, 0, not known_seal
    for block in blocks:
        count += 1
        if fault := _block_fault(block, previous):
            wrong.append(fault)
        walk = walks[block.over]
        for line in block.digests.split("\n"):
            number, expected = line.split()
            walk.take(int(number.removeprefix(block.over)), expected)
        previous = block.seal
        known = known or previous == known_seal
    unsealed = sum(walk.rest() for walk in walks.values())
    if not known:
        wrong.append("segel yang disimpan di luar tidak ada dalam rantai: rantai ditulis ulang atau terpotong")
    return Finding(walks[ENTRIES].count, walks[LOOKS].count, count, unsealed, previous, wrong[0] if wrong else "")


def _block_fault(block: Sealed, previous: str) -> str:
    place = f"segel atas {CALLED[block.over]} {block.first_id}–{block.last_id}"
    if block.previous != previous:
        return f"{place} tidak bersambung dengan segel sebelumnya: sebuah segel hilang atau disisipkan"
    return "" if block.seal == seal_of(previous, block.digests) else f"{place} diubah"
