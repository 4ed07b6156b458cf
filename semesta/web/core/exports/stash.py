"""Rows put aside on the server until they are fetched or their time is over: HOME/web/exports, readable by us only.

`<token>.rows`: one JSON array per row. `<token>.people`: the numbers of the people in it, sorted, 8 bytes each; they
stay when the rows are gone, so that a person can be told which lists named them.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from array import array
from bisect import bisect_left
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def folder() -> Path:
    """Where rows wait; made on first use."""
    path = Path(settings.WEB_FOLDER) / "exports"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def _rows(token: str) -> Path:
    return folder() / f"{token}.rows"


def _people(token: str) -> Path:
    return folder() / f"{token}.people"


def put_aside(token: str, rows: Iterable[tuple[list[Any], int | None]]) -> tuple[int, str]:
    """How many rows and their SHA-256; a row comes with the number of the person it is about, or None."""
    people, count, digest = array("q"), 0, hashlib.sha256()
    with _private(_rows(token)) as file:
        for cells, person in rows:
            line = json.dumps(cells, ensure_ascii=False, separators=(",", ":")).encode(errors="replace") + b"\n"
            file.write(line)
            digest.update(line)
            count += 1
            if person is not None:
                people.append(person)
    if people:
        with _private(_people(token)) as file:
            array("q", sorted(set(people))).tofile(file)
    return count, digest.hexdigest()


def _private(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def digest_of(token: str) -> str:
    """SHA-256 of the rows as they lie there now; '' when they are gone."""
    if not _rows(token).exists():
        return ""
    with _rows(token).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def rows_of(token: str) -> Iterator[list[Any]]:
    """The rows in their order."""
    with _rows(token).open(encoding="utf-8", newline="\n") as file:
        for line in file:
            yield json.loads(line)


def forget_rows(token: str) -> bool:
    """The rows are gone; False when they were already."""
    there = _rows(token).exists()
    _rows(token).unlink(missing_ok=True)
    return there


def names(token: str, person_id: int) -> bool:
    """The person stood in the list."""
    if not _people(token).exists():
        return False
    held = array("q")
    held.frombytes(_people(token).read_bytes())
    place = bisect_left(held, person_id)
    return place < len(held) and held[place] == person_id


def people_of(token: str) -> set[int]:
    """Numbers of the people who stood in the list; nobody for a list that is not known."""
    if not re.fullmatch(r"[0-9a-f]{32}", token) or not _people(token).exists():
        return set()
    held = array("q")
    held.frombytes(_people(token).read_bytes())
    return set(held)


def waiting_tokens() -> set[str]:
    """Tokens whose rows lie here."""
    return {path.stem for path in folder().glob("*.rows")}
