"""Members of a ZIP, one at a time, under names of our own."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from semesta.formats.sniff import content_kind
from semesta.terms.fault import Fault

MOST_MEMBERS = 1_000
MOST_UNPACKED = 8 << 30
MOST_RATIO = 200
RATIO_MATTERS_ABOVE = 64 << 20
_BLOCK = 1 << 20
_MEGABYTE = 1 << 20
_LEFT_BEHIND = {".DS_Store", "Thumbs.db", "desktop.ini"}


def unpacked(path: Path, into: Path, file_name: str) -> Iterator[tuple[str, Path]]:
    """(name in the ZIP, path of the unpacked member), which is gone after the next one is asked for.

    Folders and what operating systems leave behind are passed over. A Fault for a password, a name that leads out
    of the ZIP, a ZIP inside, more than 1,000 members, more than 8 GB, or more than 200 times the packed size.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = check_members(archive, path.stat().st_size, file_name)
            if not members:
                raise Fault(f"ZIP {file_name} tidak berisi berkas")
            with tempfile.TemporaryDirectory(dir=into, prefix=f".zip.{os.getpid()}.") as folder:
                for number, member in enumerate(members):
                    target = Path(folder) / f"{number}"
                    _unpack(archive, member, target)
                    if content_kind(target, f"{file_name}/{member.filename}") == "zip":
                        raise Fault(f"{file_name} berisi ZIP lain ({member.filename}); kirim isinya langsung")
                    yield member.filename, target
                    target.unlink()
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, zlib.error) as error:
        raise Fault(f"ZIP {file_name} rusak atau terpotong; minta dikirim ulang") from error


def check_members(archive: zipfile.ZipFile, packed: int, file_name: str) -> list[zipfile.ZipInfo]:
    """The members that are files of the sender; a Fault when the list promises something absurd."""
    entries = archive.infolist()
    for entry in entries:
        parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
        if ".." in parts or entry.filename.startswith(("/", "\\")) or ":" in entry.filename.split("/")[0][1:2]:
            raise Fault(f"ZIP {file_name} berisi nama berkas yang menuju ke luar ZIP; ditolak")
        if entry.flag_bits & 1:
            raise Fault(f"ZIP {file_name} terkunci kata sandi; minta dikirim tanpa kata sandi")
    size = sum(entry.file_size for entry in entries)
    too_dense = size > RATIO_MATTERS_ABOVE and size > MOST_RATIO * packed
    if len(entries) > MOST_MEMBERS or size > MOST_UNPACKED or too_dense:
        raise Fault(f"ZIP {file_name} mengembang menjadi {size // _MEGABYTE} MB dan ditolak (bom ZIP)")
    return [entry for entry in entries if not entry.is_dir() and not _left_behind(entry.filename)]


def _left_behind(name: str) -> bool:
    last = name.rpartition("/")[2]
    return name.startswith("__MACOSX/") or last.startswith(("._", "~$")) or last in _LEFT_BEHIND


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    """The member's bytes lie in `target`; zipfile stops at the promised size and checks the sum."""
    if member.file_size > shutil.disk_usage(target.parent).free:
        raise Fault("Ruang penyimpanan tidak cukup untuk membuka ZIP ini")
    with archive.open(member) as source, target.open("wb") as sink:
        shutil.copyfileobj(source, sink, _BLOCK)
