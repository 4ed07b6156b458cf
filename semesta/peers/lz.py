"""LZString's `decompressFromEncodedURIComponent`: how BPJS packs its answers (data-formats 3.5).

Written here because the one settled package (`lzstring`, 2018) leans on `future` and sets no bound: a few kilobytes
can name gigabytes. That package is the judge in tests.
"""

from __future__ import annotations

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-$"
_VALUE = {letter: value for value, letter in enumerate(_ALPHABET)}
_BITS = 6
LARGEST = 8 << 20
"""Characters of an unpacked text."""


def unpacked(packed: str) -> str:
    """The text; ValueError when `packed` is not whole, holds another letter or would grow beyond LARGEST."""
    bits = _Bits(packed.replace(" ", "+"))
    kind = bits.take(2)
    if kind == 2:
        return ""
    if kind > 2:
        raise ValueError("not LZString")
    known: list[str] = ["", "", "", chr(bits.take(8 << kind))]  # three codes that mean: 8 bits, 16 bits, end
    previous = known[3]
    parts, size, width, room = [previous], 1, 3, 4
    while True:
        code = bits.take(width)
        if code == 2:
            return _text(parts)
        if code < 2:
            known.append(chr(bits.take(8 << code)))
            code = len(known) - 1
            room -= 1
            if not room:
                room, width = 1 << width, width + 1
        if code > len(known):
            raise ValueError("not LZString")
        entry = known[code] if code < len(known) else previous + previous[0]
        parts.append(entry)
        size += len(entry)
        if size > LARGEST:
            raise ValueError("too long")
        known.append(previous + entry[0])
        previous = entry
        room -= 1
        if not room:
            room, width = 1 << width, width + 1


def _text(parts: list[str]) -> str:
    """Letters beyond the first plane come as the two halves that JavaScript knows; here they are one again."""
    return "".join(parts).encode("utf-16", "surrogatepass").decode("utf-16")


class _Bits:
    """Letters of six bits, read from the highest; numbers come lowest bit first."""

    def __init__(self, packed: str) -> None:
        self.packed, self.at = packed, 0

    def take(self, count: int) -> int:
        value = 0
        for power in range(count):
            place, bit = divmod(self.at, _BITS)
            if place >= len(self.packed):
                raise ValueError("not whole")
            letter = _VALUE.get(self.packed[place])
            if letter is None:
                raise ValueError("not LZString")
            value |= (letter >> (_BITS - 1 - bit) & 1) << power
            self.at += 1
        return value
