"""The style page and the page designs as files: `python tests/web/draw.py FOLDER [NAME …]`.

Afterwards FOLDER holds <language>/<name>.html for every design and both languages, and static/. Served from FOLDER as
the root of a site they look and behave as in the application; nothing of a database is needed.
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

HERE = Path(__file__).resolve().parent
DESIGNS = HERE / "designs"
CORE = HERE.parents[1] / "semesta/web/core"


def set_up(folder: Path) -> None:
    """Django answers with the application's own settings, for a home folder inside `folder`."""
    home = folder / "home"
    (home / "web").mkdir(parents=True, exist_ok=True)
    os.environ["SEMESTA_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "semesta.web.site.settings"
    import django
    from django.conf import settings

    compile_texts(folder / "locale")

    settings.LOCALE_PATHS = [folder / "locale"]
    settings.ROOT_URLCONF = "design_urls"
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.STATIC_URL = "/static/"
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [DESIGNS]}]
    django.setup()


def compile_texts(folder: Path) -> None:
    """The application's catalogue, and the texts that only designs hold so far, under `folder`."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    from semesta.web.site.texts import one_catalogue

    whole = one_catalogue()
    with (DESIGNS / "locale/id.po").open("rb") as file:
        for message in read_po(file, "id"):
            if message.id and message.id not in whole:
                whole.add(message.id, message.string)
    target = folder / "id/LC_MESSAGES/django.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as out:
        write_mo(out, whole)


@dataclass(frozen=True)
class Person:
    """Who looks at the design."""

    is_authenticated: bool

    def __str__(self) -> str:
        return "Siti Rahmawati"


def frame(language: str, design: str, signed_in: bool) -> dict[str, Any]:
    """What the application's context processor gives to every page."""
    from design_pages import menu

    person = Person(signed_in)
    scope = SimpleNamespace(role=SimpleNamespace(title="Dinas Sosial"), organisation_name="Dinas Sosial Kota Palembang")
    return {
        "menu": menu(design) if signed_in else [],
        "area": "Kota Palembang",
        "published": SimpleNamespace(month=date(2025, 5, 1), run_id="2025-05-65c63d7fd016"),
        "languages": [
            {"code": code, "name": name, "active": code == language}
            for code, name in (("id", "Bahasa Indonesia"), ("en", "English"))
        ],
        "request": SimpleNamespace(path="/", user=person, LANGUAGE_CODE=language),
        "scope": scope if signed_in else None,
        "csrf_token": "example",
    }


def draw(folder: Path, names: list[str]) -> list[Path]:
    """Every design (or those named) in both languages; their paths."""
    from design_pages import designs
    from django.template.loader import render_to_string
    from django.utils import translation

    drawn = []
    for language in ("id", "en"):
        (folder / language).mkdir(parents=True, exist_ok=True)
        with translation.override(language):
            for name, design in designs().items():
                if names and name not in names:
                    continue
                context = frame(language, name, design.signed_in) | design.context
                page = folder / language / f"{name}.html"
                page.write_text(render_to_string(design.template, context), encoding="utf-8")
                drawn.append(page)
    return drawn


def main() -> None:
    folder = Path(sys.argv[1]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    sys.path.insert(0, str(HERE))
    set_up(folder)
    draw(folder, sys.argv[2:])
    shutil.copytree(CORE / "static", folder / "static", dirs_exist_ok=True)


if __name__ == "__main__":
    main()
