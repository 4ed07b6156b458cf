"""Where files that are sent lie: HOME/web/uploads/<key>, then the inbox. Whatever is refused names a sentence."""

from __future__ import annotations

import errno
import fcntl
import os
import re
import shutil
import unicodedata
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from semesta.web.core.reading import numbers
from semesta.web.core.receiving import KEPT_FREE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from semesta.web.casework.models import Upload

MOST_BYTES = 4_000_000_000
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_MEGABYTE = 1_000_000


class Refused(Exception):
    """A file or a part of it is not taken; the sentence says why and what to do. Nothing that was sent is lost."""

    def __init__(self, sentence: str, status: int = 422) -> None:
        super().__init__(sentence)
        self.sentence, self.status = sentence, status


def uploads_folder() -> Path:
    """Where files lie that nobody has decided on."""
    return Path(settings.SEMESTA_HOME) / "web" / "uploads"


def folder_of(upload: Upload) -> Path:
    """The folder of one file."""
    return uploads_folder() / upload.key.hex


def file_of(upload: Upload) -> Path:
    """The bytes received so far."""
    return folder_of(upload) / "file"


def received(upload: Upload) -> int:
    """How many bytes are on disk."""
    try:
        return file_of(upload).stat().st_size
    except FileNotFoundError:
        return 0


def safe_name(name: str) -> str:
    """The last part of a name as sent, without signs that a path or a terminal could take for its own; never empty."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = re.sub(r"[^\w.,()+ -]", "_", last).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[:150]}{dot}{ending[:10]}" if stem else kept[:160] or "berkas"


def refuse_too_large(byte_count: int) -> None:
    """Refused when a file of this size is empty, over the limit, or would fill the disk."""
    told = numbers()
    if byte_count <= 0:
        raise Refused(_("The file is empty."))
    if byte_count > MOST_BYTES:
        size, most = told.whole(byte_count // _MEGABYTE), told.whole(MOST_BYTES // _MEGABYTE)
        raise Refused(
            _("The file has %(size)s MB; at most %(most)s MB are taken. Send it in parts, one per kecamatan.")
            % {"size": size, "most": most},
            413,
        )
    refuse_without_room(byte_count)


def _free() -> int:
    uploads_folder().mkdir(parents=True, exist_ok=True)
    return shutil.disk_usage(uploads_folder()).free


def refuse_without_room(byte_count: int) -> None:
    """Refused when so many more bytes would leave less than KEPT_FREE."""
    free = _free()
    if free - byte_count < KEPT_FREE:
        raise no_room(byte_count, free)


def no_room(byte_count: int, free: int | None = None) -> Refused:
    """The sentence for a full disk."""
    if free is None:
        free = _free()
    told = numbers()
    said = {"need": told.whole(-(-byte_count // _MEGABYTE)), "free": told.whole(max(free - KEPT_FREE, 0) // _MEGABYTE)}
    return Refused(
        _(
            "The server's disk has no room: %(need)s MB are needed, %(free)s MB can be used. What was sent so far is "
            "kept; ask the administrator to make room, then send the same file again and it goes on where it stopped."
        )
        % said,
        507,
    )


def append(upload: Upload, offset: int, parts: Iterable[bytes]) -> int:
    """The parts stand in the file from `offset` on; how many bytes it has then.

    Refused, and the file as it was before, when the disk is full or more comes than was announced. ValueError when the
    file does not end at `offset`: the sender asks how far it is and goes on there.
    """
    path = file_of(upload)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # two windows that send the same file take turns
        if file.tell() != offset:
            raise ValueError(file.tell())
        try:
            return _append(file, offset, upload.byte_count, parts)
        except BaseException as error:
            file.truncate(offset)
            if isinstance(error, OSError) and error.errno in FULL:
                raise no_room(upload.byte_count - offset) from None
            raise


def _append(file: IO[bytes], offset: int, announced: int, parts: Iterable[bytes]) -> int:
    size = offset
    for part in parts:
        size += len(part)
        if size > announced:
            raise Refused(_("More was sent than the file has. Choose the file again."), 409)
        file.write(part)
    file.flush()
    os.fsync(file.fileno())
    return size


def forget(upload: Upload) -> None:
    """The file's folder is gone."""
    shutil.rmtree(folder_of(upload), ignore_errors=True)


def place_in_inbox(upload: Upload, name: str) -> None:
    """The bytes lie in the inbox under this name, whole; what was read of them need not be read again by a run.

    Done already: nothing happens.
    """
    target = Path(settings.SEMESTA_INBOX) / name
    source = file_of(upload)
    if source.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        _move(source, target)
    landed, files = folder_of(upload) / "landed", Path(settings.SEMESTA_HOME) / "files"
    if landed.is_dir():
        files.mkdir(exist_ok=True)
        for folder in landed.iterdir():
            if not folder.name.startswith(".") and not (files / folder.name).exists():
                folder.rename(files / folder.name)
    forget(upload)


def free_name(name: str) -> str:
    """`name`, or with a number behind it when the inbox has another file of that name."""
    stem, dot, ending = name.rpartition(".")
    if not stem:
        stem, dot, ending = name, "", ""
    tried, number = name, 2
    while (Path(settings.SEMESTA_INBOX) / tried).exists():
        tried, number = f"{stem}-{number}{dot}{ending}", number + 1
    return tried


def _move(source: Path, target: Path) -> None:
    """Appears whole. The inbox may be on another disk."""
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        beside = target.with_name(f".{target.name}.unfinished")
        shutil.copyfile(source, beside)
        beside.replace(target)
        source.unlink()


def take_from_inbox(upload: Upload) -> None:
    """The file lies with the uploads again and no run reads it; done already: nothing happens."""
    held = Path(settings.SEMESTA_INBOX) / upload.inbox_name
    if upload.inbox_name and held.exists():
        folder_of(upload).mkdir(parents=True, exist_ok=True)
        _move(held, file_of(upload))
