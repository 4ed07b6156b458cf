"""Bytes of a text file as whole lines of UTF-8."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from pathlib import Path

from semesta.terms.fault import Fault

BLOCK_BYTES = 8 << 20
LONGEST_LINE_BYTES = 16 << 20
_JUDGED_LINES = 20_000
UTF8 = "utf-8"
REPLACED = "\ufffd".encode()


def text_encoding(path: Path) -> str:
    """`utf-8`, `utf-16-le`, `utf-16-be` or `cp1252`: by the mark at the start, the zero bytes, then every line.

    UTF-8 with a few lines that are not stays UTF-8; those lines are set aside by the reader.
    """
    with path.open("rb") as file:
        head = file.read(4096)
        if head.startswith(codecs.BOM_UTF16_LE):
            return "utf-16-le"
        if head.startswith(codecs.BOM_UTF16_BE):
            return "utf-16-be"
        if head.count(b"\0") * 3 > len(head):
            return "utf-16-le" if head[1::2].count(b"\0") > head[::2].count(b"\0") else "utf-16-be"
        file.seek(0)
        return _eight_bit_encoding(iter(lambda: file.read(BLOCK_BYTES), b""))


def _eight_bit_encoding(blocks: Iterator[bytes]) -> str:
    good = bad = 0
    rest = b""
    for block in blocks:
        if block.isascii() and not rest:
            continue
        whole, rest = _cut(rest + block)
        if _is_utf8(whole):
            good += 1
            continue
        for line in whole.split(b"\n"):
            if not line.isascii():
                readable = _is_utf8(line)
                good, bad = good + readable, bad + (not readable)
        if good + bad > _JUDGED_LINES:
            break
    bad += not _is_utf8(rest)
    return "cp1252" if bad > good else UTF8


def _cut(block: bytes) -> tuple[bytes, bytes]:
    end = block.rfind(b"\n") + 1
    if len(block) - end > LONGEST_LINE_BYTES:
        raise Fault("Satu baris lebih panjang dari 16 MB; ini bukan daftar orang, atau berkas rusak")
    return (block[:end], block[end:]) if end else (b"", block)


def _is_utf8(text: bytes) -> bool:
    if text.isascii():
        return True
    try:
        text.decode(UTF8)
    except UnicodeDecodeError:
        return False
    return True


def lines_of(path: Path, encoding: str, progress: Callable[[int], None]) -> Iterator[bytes]:
    """Blocks of about 8 MB of UTF-8 that end at a line end (the last one gets one); no byte order mark.

    What cannot be read in a transcoded file stands as U+FFFD. A file whose lines end in CR only gets LF.
    """
    rest = b""
    done = 0
    old_mac: bool | None = None
    with path.open("rb") as file:
        decode = None if encoding == UTF8 else codecs.getincrementaldecoder(encoding)(errors="replace")
        while raw := file.read(BLOCK_BYTES):
            done += len(raw)
            block = decode.decode(raw, final=False).encode() if decode else raw
            if old_mac is None:
                block = block.removeprefix(codecs.BOM_UTF8)
                old_mac = b"\n" not in block and b"\r" in block
            if old_mac:
                block = block.replace(b"\r", b"\n")
            whole, rest = _cut(rest + block if rest else block)
            progress(done)
            if whole:
                yield whole
        rest += decode.decode(b"", final=True).encode() if decode else b""
    if rest:
        yield rest + b"\n"
