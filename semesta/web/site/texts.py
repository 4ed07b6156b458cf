"""The catalogues of all rooms (locale/id.po in each), compiled into one, where Django finds it. No gettext programs."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import semesta.web
from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOMS = Path(semesta.web.__file__).parent
LANGUAGE = "id"
MADE = datetime(2026, 1, 1, tzinfo=UTC)
"""Not the moment of compiling: the same texts give the same bytes."""


def catalogues() -> Iterator[tuple[Path, Catalog]]:
    """Every room's catalogue with its place, in a fixed order."""
    for path in sorted(ROOMS.rglob(f"locale/{LANGUAGE}.po")):
        with path.open("rb") as file:
            yield path, read_po(file, LANGUAGE)


def one_catalogue() -> Catalog:
    """All rooms' texts together; a Fault when two rooms say the same words differently."""
    whole = Catalog(LANGUAGE, fuzzy=False, creation_date=MADE, revision_date=MADE)
    said_in: dict[tuple[Any, Any], tuple[Any, Path]] = {}
    for path, catalogue in catalogues():
        for message in catalogue:
            if not message.id or message.fuzzy:
                continue
            key = (message.context, message.id)
            known = said_in.setdefault(key, (message.string, path))
            if known[0] != message.string:
                raise Fault(
                    f"Terjemahan berbeda untuk {message.id!r}",
                    f"{known[1].parent.parent.name}, {path.parent.parent.name}",
                )
            whole.add(message.id, message.string, context=message.context)
    return whole


def compile_texts(folder: Path) -> Path:
    """`folder`/id/LC_MESSAGES/django.mo holds all texts; written only when it would change."""
    wanted = BytesIO()
    write_mo(wanted, one_catalogue())
    path = folder / LANGUAGE / "LC_MESSAGES" / "django.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or hashlib.sha256(path.read_bytes()).digest() != hashlib.sha256(wanted.getvalue()).digest():
        beside = path.with_suffix(".unfinished")
        beside.write_bytes(wanted.getvalue())
        beside.replace(path)
    return path
