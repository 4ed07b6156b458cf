"""A file that somebody sent, landed: recognised by its content, its columns named, every row kept or set aside."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from semesta.formats.archive import unpacked
from semesta.formats.child import read_in_child
from semesta.formats.delimited import read_delimited
from semesta.formats.landing import Landed, Part, landed_from_json, write_landed_json
from semesta.formats.load import declarations_hash, load_formats
from semesta.formats.sniff import content_kind
from semesta.formats.table import Table
from semesta.formats.when import date_in
from semesta.terms.fault import Fault
from semesta.terms.text import text_key

READER_VERSION = "2"
_HASH_BLOCK = 1 << 20
_COUNTERS = {"NO", "NOMOR", "NOURUT", "NOMORURUT", "REKAMANRUSAK"}

Progress = Callable[[int, int, str], None]


def land(path: Path, into: Path, *, progress: Progress | None = None) -> tuple[Landed, ...]:
    """The rows of the file lie in `into/<file_id>/<kind>.parquet`, one Landed per kind of rows found in it.

    `file_id` is the first 16 hexadecimal digits of the SHA-256 of the bytes. Landing the same bytes again returns
    what lies there under its present name, unless the reader or a declaration has changed since. The folder appears
    whole or not at all.
    Each member of a ZIP is a file of its own. `progress(done bytes, all bytes, file name)` is called now and then.
    A Fault says in a sentence why the file cannot be read; then nothing has landed.
    """
    return _land(path, into, path.name, progress or _silent)


def _silent(_done: int, _total: int, _label: str) -> None:
    return


def _land(path: Path, into: Path, file_name: str, progress: Progress) -> tuple[Landed, ...]:
    if not path.is_file():
        raise Fault(f"Berkas {file_name} tidak ada")
    file_id = file_fingerprint(path)
    folder = into / file_id
    if known := _already_landed(folder, into, file_name):
        return known
    kind = content_kind(path, file_name)
    if kind == "zip":
        return _land_members(path, into, file_id, file_name, progress)
    beside = _empty_folder(into, file_id)
    try:
        parts = _write_parts(path, beside, file_id, file_name, kind, progress)
        write_landed_json(beside, parts, reader_name())
        landed = _put_in_place(beside, folder, into, file_name)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    progress(path.stat().st_size, path.stat().st_size, file_name)
    return landed


def _empty_folder(into: Path, file_id: str) -> Path:
    """A folder of this process for a landing that is not finished; what killed processes left of it is gone."""
    into.mkdir(parents=True, exist_ok=True)
    for left in into.glob(".*"):
        process = left.name.split(".")[2] if left.name.count(".") > 1 else ""
        if left.is_dir() and process.isdecimal() and not Path(f"/proc/{process}").exists():
            shutil.rmtree(left, ignore_errors=True)
    beside = into / f".{file_id}.{os.getpid()}.{threading.get_ident()}"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir()
    return beside


def file_fingerprint(path: Path) -> str:
    """First 16 hexadecimal digits of the SHA-256 of the file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_HASH_BLOCK):
            digest.update(block)
    return digest.hexdigest()[:16]


def reader_name() -> str:
    """Changes when the reader or a declaration does, so that what was landed by another one is landed anew."""
    return f"{READER_VERSION}-{declarations_hash()}"


def _already_landed(folder: Path, into: Path, file_name: str) -> tuple[Landed, ...]:
    """What lies there complete, made by this reader, as a file of this name; nothing otherwise."""
    try:
        content = json.loads((folder / "landed.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return ()
    if content["reader"] != reader_name():
        return ()
    if "members" not in content:
        return tuple(landed_from_json(raw, folder).named(file_name) for raw in content["parts"])
    members = [
        _already_landed(into / member, into, f"{file_name}/{name}") for member, name in content["members"].items()
    ]
    return tuple(part for parts in members for part in parts) if all(members) else ()


def _put_in_place(beside: Path, folder: Path, into: Path, file_name: str) -> tuple[Landed, ...]:
    """What stands under the folder's name from now on; of several that land the same file at once the first one wins.

    One at a time: between taking an older landing away and putting the new one there, nobody else looks.
    """
    with _alone_in(into):
        if not (known := _already_landed(folder, into, file_name)):
            old = beside.with_name(beside.name + ".old")
            if folder.exists():
                folder.rename(old)
            beside.rename(folder)
            shutil.rmtree(old, ignore_errors=True)
            known = _already_landed(folder, into, file_name)
    return known


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Nobody else, thread or process, is in here with this folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _land_members(path: Path, into: Path, file_id: str, file_name: str, progress: Progress) -> tuple[Landed, ...]:
    """Every member of the ZIP landed as a file of its own; the first that cannot be read is the Fault of all."""
    landed: dict[str, tuple[Landed, ...]] = {}
    names: dict[str, str] = {}
    into.mkdir(parents=True, exist_ok=True)
    for member_name, member_path in unpacked(path, into, file_name):
        parts = _land(member_path, into, f"{file_name}/{member_name}", progress)
        landed[parts[0].file_id] = parts
        names[parts[0].file_id] = member_name
    beside = _empty_folder(into, file_id)
    content = {"reader": reader_name(), "file_name": file_name, "members": names}
    (beside / "landed.json").write_text(json.dumps(content, indent=1), encoding="utf-8")
    try:
        _put_in_place(beside, into / file_id, into, file_name)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return tuple(part for parts in landed.values() for part in parts)


def _tables(path: Path, folder: Path, file_name: str, kind: str, progress: Callable[[int], None]) -> Iterator[Table]:
    formats = load_formats()
    if kind == "text":
        return read_delimited(path, file_name, formats, progress)
    return read_in_child(path, folder, file_name, kind, formats, progress)


def _write_parts(
    path: Path, folder: Path, file_id: str, file_name: str, kind: str, progress: Progress
) -> tuple[Landed, ...]:
    size = path.stat().st_size
    parts: dict[str, Part] = {}
    titles: dict[str, str] = {}
    try:
        for table in _tables(path, folder, file_name, kind, lambda done: progress(done, size, file_name)):
            name = table.heading.format.name
            if name not in parts:
                parts[name] = _new_part(table, folder, parts)
                titles[name] = " ".join(table.heading.above)
            parts[name].notes.extend(_notes(table))
            for batch in table.batches:
                parts[name].add(batch)
        return tuple(part.close(file_id, file_name, size, date_in(titles[name])) for name, part in parts.items())
    except BaseException:
        for part in parts.values():
            part.abandon()
        raise


def _new_part(table: Table, folder: Path, parts: dict[str, Part]) -> Part:
    """`member.parquet`, and `member_2.parquet` when another format of the same kind is in the same file."""
    kind = table.heading.format.kind
    same = sum(1 for part in parts.values() if part.heading.format.kind == kind)
    stem = f"{kind}_{same + 1}" if same else kind
    reject = f"reject_{len(parts) + 1}" if parts else "reject"
    return Part(table.heading, folder / f"{stem}.parquet", folder / f"{reject}.parquet")


def _notes(table: Table) -> list[str]:
    notes = list(table.notes)
    if table.first_line > 1:
        notes.append(f"Baris data pertama: {table.first_line + 1}")
    ignored = [title for title in table.heading.ignored if text_key(title) not in _COUNTERS]
    if ignored:
        notes.append(f"Kolom tidak dipakai: {', '.join(ignored)}")
    return notes
