"""The inbox: every file landed once, and which of them a day is judged by."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from semesta.flow.crash import crash_point
from semesta.formats.read import land
from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from semesta.formats.landing import Landed

    Progress = Callable[[str, float, float], None]

SNAPSHOTS = ("resident", "member", "pbi", "poor_person", "poor_family", "facility", "employer", "worker")
"""Kinds of which a newer file replaces an older one; of the other kinds every file up to the day counts."""
FILES_AT_ONCE = 2
EACH_FORMAT = ("employer", "worker")
"""Snapshots of which each office sends its own: the newest of each format is used, however old another office's is."""
ONE_FORMAT = ("resident", "member", "pbi", "poor_person", "poor_family")
"""Snapshots that two formats of one month hold twice: only the format with the most rows is used."""


@dataclass(frozen=True)
class SetAside:
    """A file that this run does not use, and why, as a sentence; `unread`: it could not be read or recognised."""

    file_name: str
    reason: str
    unread: bool = False


@dataclass(frozen=True)
class Inbox:
    """What lies in the inbox: landed parts in the order of their file names, files that could not be read, and files
    whose bytes are those of an earlier one.
    """

    landed: tuple[Landed, ...]
    unread: tuple[SetAside, ...]
    repeated: tuple[SetAside, ...] = ()


@dataclass(frozen=True)
class Chosen:
    """The parts a day is judged by, in the order of their file numbers (the first is 1), and those left out."""

    used: tuple[Landed, ...]
    unused: tuple[SetAside, ...]


def land_inbox(inbox: Path, into: Path, progress: Progress) -> Inbox:
    """Every file of the inbox (and of its folders) is landed under `into`; a file already there costs only its reading.

    A file that is no input of Semesta or cannot be read is set aside with its sentence. A Fault when there is no inbox.
    """
    if not inbox.is_dir():
        raise Fault("Folder kotak masuk tidak ada", str(inbox))
    paths = sorted(path for path in inbox.rglob("*") if path.is_file() and not path.name.startswith((".", "~$")))
    total = float(sum(path.stat().st_size for path in paths) or 1)
    done = dict.fromkeys(paths, 0.0)

    def show(path: Path, share: float) -> None:
        done[path] = path.stat().st_size * share
        progress(f"membaca {path.name}", sum(done.values()), total)

    landed: dict[tuple[str, str, str], Landed] = {}
    unread: list[SetAside] = []
    repeated: list[SetAside] = []
    with ThreadPoolExecutor(FILES_AT_ONCE) as pool:
        for path, parts in zip(paths, pool.map(lambda path: _land(path, into, show), paths), strict=True):
            if isinstance(parts, SetAside):
                unread.append(parts)
            else:
                keyed = {(part.file_id, part.kind, part.path.name): part for part in parts}
                if keyed and keyed.keys() <= landed.keys():
                    first = landed[next(iter(keyed))].file_name
                    repeated.append(SetAside(path.relative_to(inbox).as_posix(), f"isinya sama persis dengan {first}"))
                landed.update({key: part for key, part in keyed.items() if key not in landed})
            show(path, 1.0)
            crash_point("land")
    return Inbox(tuple(landed.values()), tuple(unread), tuple(repeated))


def _land(path: Path, into: Path, show: Callable[[Path, float], None]) -> tuple[Landed, ...] | SetAside:
    """What landed of one file, or why nothing did."""
    try:
        return land(path, into, progress=lambda done, whole, _name: show(path, done / whole if whole else 0.0))
    except Fault as fault:
        return SetAside(path.name, str(fault), unread=True)


def choose(landed: Iterable[Landed], as_of: date) -> Chosen:
    """The parts that `as_of` is judged by.

    Of a snapshot kind: all parts of the newest month not after that of `as_of`, of one format; of firms and workers
    the newest month of each format. Of other kinds: every part whose day is not after `as_of`. A part without a day
    counts as one of the month of `as_of`.
    """
    parts = list(landed)
    used: list[Landed] = []
    unused: list[SetAside] = []
    groups = {(part.kind, part.format if part.kind in EACH_FORMAT else "") for part in parts}
    for kind, form in sorted(groups):
        of_kind = [part for part in parts if part.kind == kind and form in {"", part.format}]
        keep, leave = _choose_snapshot(of_kind, as_of) if kind in SNAPSHOTS else _choose_past(of_kind, as_of)
        used.extend(keep)
        unused.extend(leave)
    order = sorted(used, key=lambda part: (part.kind, _day(part, as_of), part.file_name, part.file_id, part.path.name))
    return Chosen(tuple(order), tuple(unused))


def _day(part: Landed, as_of: date) -> date:
    return part.data_on or as_of


def _choose_past(parts: Sequence[Landed], as_of: date) -> tuple[list[Landed], list[SetAside]]:
    later = [part for part in parts if _day(part, as_of).replace(day=1) > as_of.replace(day=1)]
    return (
        [part for part in parts if part not in later],
        [SetAside(part.file_name, f"lebih baru ({part.data_on}) daripada hari yang dinilai") for part in later],
    )


def _choose_snapshot(parts: Sequence[Landed], as_of: date) -> tuple[list[Landed], list[SetAside]]:
    past, unused = _choose_past(parts, as_of)
    if not past:
        return [], unused
    newest = max(_day(part, as_of).replace(day=1) for part in past)
    of_month = [part for part in past if _day(part, as_of).replace(day=1) == newest]
    newer = f"ada yang lebih baru ({newest:%Y-%m})"
    unused += [SetAside(part.file_name, newer) for part in past if part not in of_month]
    if parts[0].kind not in ONE_FORMAT:
        return of_month, unused
    rows = {part.format: sum(each.landed_count for each in of_month if each.format == part.format) for part in of_month}
    best = max(sorted(rows), key=lambda form: rows[form])
    unused += [
        SetAside(part.file_name, f"isi bulan yang sama sudah ada dalam bentuk {best}")
        for part in of_month
        if part.format != best
    ]
    return [part for part in of_month if part.format == best], unused
