"""Papers as they are kept: known by their content, pictures without what the camera wrote about place and time."""

from __future__ import annotations

import struct
from dataclasses import dataclass

LARGEST = 10 * 1024 * 1024
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
ENDINGS = {PDF: "pdf", JPEG: "jpg", PNG: "png"}
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB", b"pHYs"}
_JPEG_ALONE = {0x01, *range(0xD0, 0xD8)}
_ACTIVE_PDF = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/XFA")
_ORIENTATION = 0x0112


class NotTaken(ValueError):
    """The file is none that a case keeps; `why` is `size`, `kind`, `broken` or `active`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Paper:
    """What is kept, and what it is."""

    content: bytes
    media_type: str


def paper_of(content: bytes) -> Paper:
    """The paper, known by its first bytes and not by its name; NotTaken for anything but PDF, JPEG and PNG."""
    if not 0 < len(content) <= LARGEST:
        raise NotTaken("size")
    if content.startswith(_PNG_START):
        return Paper(_bare_png(content), PNG)
    if content.startswith(b"\xff\xd8\xff"):
        return Paper(_bare_jpeg(content), JPEG)
    if content.startswith(b"%PDF-"):
        return Paper(_still_pdf(content), PDF)
    raise NotTaken("kind")


def _still_pdf(content: bytes) -> bytes:
    if b"%%EOF" not in content[-2048:]:
        raise NotTaken("broken")
    if any(word in content for word in _ACTIVE_PDF):
        raise NotTaken("active")
    return content


def _bare_png(content: bytes) -> bytes:
    """The picture's own chunks; texts, times, EXIF and what follows the end are gone."""
    kept, place = [_PNG_START], len(_PNG_START)
    while place + 12 <= len(content):
        (length,) = struct.unpack(">I", content[place : place + 4])
        kind, end = content[place + 4 : place + 8], place + 12 + length
        if end > len(content):
            break
        if kind in _PNG_KEPT:
            kept.append(content[place:end])
        if kind == b"IEND":
            return b"".join(kept)
        place = end
    raise NotTaken("broken")


def _bare_jpeg(content: bytes) -> bytes:
    """The picture without APP segments and comments but JFIF and Adobe's; which way is up is kept."""
    kept, place = [b"\xff\xd8"], 2
    up = 1
    while place + 4 <= len(content):
        if content[place] != 0xFF:
            raise NotTaken("broken")
        marker = content[place + 1]
        if marker == 0xFF or marker in _JPEG_ALONE:
            place += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack(">H", content[place + 2 : place + 4])
        end = place + 2 + length
        if length < 2 or end > len(content):
            raise NotTaken("broken")
        part = content[place:end]
        if marker == 0xE1 and part[4:10] == b"Exif\0\0":
            up = _way_up(part[10:]) or up
        elif not (0xE0 < marker <= 0xEF or marker == 0xFE) or marker == 0xEE:
            kept.append(part)
        if marker == 0xDA:
            stop = content.rfind(b"\xff\xd9")
            if stop < end:
                raise NotTaken("broken")
            # The way up goes in front, where readers look for it.
            kept.insert(1, _way_up_part(up) if up != 1 else b"")
            return b"".join([*kept, content[end : stop + 2]])
        place = end
    raise NotTaken("broken")


def _way_up(tiff: bytes) -> int | None:
    """EXIF's orientation, 1 to 8; None when it says none."""
    try:
        order = {b"II": "<", b"MM": ">"}[tiff[:2]]
        (start,) = struct.unpack(order + "I", tiff[4:8])
        (count,) = struct.unpack(order + "H", tiff[start : start + 2])
        for number in range(min(count, 200)):
            entry = start + 2 + 12 * number
            tag, kind, _, value = struct.unpack(order + "HHIH", tiff[entry : entry + 10])
            if tag == _ORIENTATION and kind == 3 and 1 <= value <= 8:
                return int(value)
    except (KeyError, struct.error):
        return None
    return None


def _way_up_part(up: int) -> bytes:
    """An EXIF segment that holds nothing but the orientation."""
    tiff = b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, _ORIENTATION, 3, 1, up, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
