"""Words for users: every text in code and templates stands in its room's locale/id.po, translated.

`python scripts/texts.py` adds what is new (untranslated) and drops what is gone; `--check` fails when there is either,
or a text without translation, or one that two rooms translate differently.
"""

from __future__ import annotations

import re
import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
WEB = ROOT / "semesta" / "web"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def rooms() -> list[Path]:
    """core, site, casework, api, and each desk."""
    inner = [folder for folder in (WEB / "desks").iterdir() if (folder / "__init__.py").exists()]
    outer = [folder for folder in WEB.iterdir() if (folder / "__init__.py").exists() and folder.name != "desks"]
    return sorted([*outer, *inner])


def texts_of(room: Path) -> dict[tuple[str | None, str | tuple[str, ...]], None]:
    """(context, text or singular and plural) of every text in a room's code and templates, in order of appearance."""
    from django.utils.translation.template import templatize

    found: dict[tuple[str | None, str | tuple[str, ...]], None] = {}
    for path in sorted([*room.rglob("*.py"), *room.rglob("*.html"), *room.rglob("*.txt")]):
        source = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            source = templatize(source)
        for _, message, _, context in extract("python", BytesIO(source.encode()), keywords=KEYWORDS):
            if message:
                found[context, message] = None
    return found


def catalogue_of(room: Path) -> Catalog:
    """What the room's locale/id.po holds; empty when there is none."""
    path = room / "locale" / "id.po"
    if not path.exists():
        return Catalog("id")
    with path.open("rb") as file:
        return read_po(file, "id")


def updated(room: Path) -> Catalog:
    """The room's texts with the translations that are there; new ones without."""
    held, wanted = catalogue_of(room), Catalog("id", fuzzy=False)
    for context, text in texts_of(room):
        known = held.get(text[0] if isinstance(text, tuple) else text, context)
        wanted.add(text, known.string if known else None, context=context)
    return wanted


def faults(room: Path) -> list[str]:
    """Texts without translation, translations that lost a placeholder, translations of texts that are gone."""
    held, texts = catalogue_of(room), texts_of(room)
    missing = []
    for context, text in texts:
        known = held.get(text[0] if isinstance(text, tuple) else text, context)
        strings = [known.string] if known and isinstance(known.string, str) else list(known.string) if known else []
        if not strings or not all(strings) or known.fuzzy:
            missing.append(f"{room.name}: tanpa terjemahan: {text!r}")
        elif any(set(PLACEHOLDER.findall(one)) != _placeholders(text) for one in strings):
            missing.append(f"{room.name}: tempat isian berbeda: {text!r}")
    gone = [one.id for one in held if one.id and (one.context, one.id) not in texts]
    return missing + [f"{room.name}: tidak dipakai lagi: {text!r}" for text in gone]


def disagreements() -> list[str]:
    """Texts that two rooms translate differently: they are one catalogue when the server runs."""
    said: dict[tuple[str | None, str], dict[object, str]] = {}
    for room in rooms():
        for one in catalogue_of(room):
            if one.id:
                text, string = one.id, one.string
                key = (one.context, text if isinstance(text, str) else text[0])
                said.setdefault(key, {}).setdefault(string if isinstance(string, str) else tuple(string), room.name)
    return [f"dua terjemahan: {text!r}: {strings}" for (_, text), strings in said.items() if len(strings) > 1]


def _placeholders(text: str | tuple[str, ...]) -> set[str]:
    return set(PLACEHOLDER.findall(text[-1] if isinstance(text, tuple) else text))


def main() -> int:
    """0 when nothing is left to do."""
    import django
    from django.conf import settings

    settings.configure()
    django.setup()
    if "--check" in sys.argv:
        found = [fault for room in rooms() for fault in faults(room)] + disagreements()
        print("\n".join(found) or "Semua teks diterjemahkan")
        return 1 if found else 0
    for room in rooms():
        wanted, path = updated(room), room / "locale" / "id.po"
        if len(wanted):
            path.parent.mkdir(exist_ok=True)
            with path.open("wb") as file:
                # Without a date or a name: the same texts give the same file.
                write_po(file, wanted, sort_output=True, omit_header=True, width=120)
    return 0


if __name__ == "__main__":
    sys.exit(main())
