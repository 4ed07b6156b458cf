"""The files: CSV, JSON, the package that describes them; made once per release, kept by whoever took them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import condition, require_safe

from semesta.web.casework.queries.open_data import open_data_page, open_months
from semesta.web.core.access import PUBLIC, Area, needs
from semesta.web.core.places import area_name
from semesta.web.desks.open_data.package import data_package, hiding_sentence, licence_of
from semesta.web.desks.open_data.records import csv_text, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpRequest

    from semesta.web.casework.models import OpenMonth, PublicPage
    from semesta.web.core.access import View

KEPT_FOR = "public, max-age=300"
KINDS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "package": "application/json"}


@dataclass(frozen=True)
class Released:
    """What is shown: the city's page and its months. Equal when nothing of it differs."""

    page: PublicPage
    months: tuple[OpenMonth, ...]

    @property
    def digest(self) -> str:
        """Of the months, the licence and who publishes."""
        told = (self.page.area_code, self.page.licence, self.page.publisher, *(month.sha256 for month in self.months))
        return hashlib.sha256("\0".join(told).encode()).hexdigest()

    @property
    def changed_at(self) -> datetime:
        """The newest release; a new licence counts by the digest."""
        return max(month.released_at for month in self.months)


def released() -> Released | None:
    """None while the city shows no open data, or has released no month; two questions."""
    page = open_data_page()
    months = tuple(open_months(page.area_code)) if page else ()
    return Released(page, months) if page and months else None


def released_for(request: HttpRequest) -> Released | None:
    """The same, asked once per request."""
    if not hasattr(request, "released"):
        request.released = released()  # type: ignore[attr-defined]  # set by us on an object of others
    held: Released | None = request.released  # type: ignore[attr-defined]  # set by us on an object of others
    return held


_kept: dict[str, dict[str, bytes]] = {}


def contents(shown: Released) -> dict[str, bytes]:
    """The three files, by kind; made once per process for what is released."""
    held = _kept.get(shown.digest)
    if held is None:
        held = _made(shown)
        _kept.clear()
        _kept[shown.digest] = held
    return held


def _made(shown: Released) -> dict[str, bytes]:
    rows, city = rows_of(shown.months), area_name(shown.page.area_code)
    table = csv_text(rows).encode()
    document: dict[str, Any] = {
        "judul": f"Kepesertaan JKN {city}", "penerbit": shown.page.publisher or city,
        "lisensi": licence_of(shown.page), "skema": "datapackage.json",
        "yang_disembunyikan": hiding_sentence(shown.months),
        "data": rows,
    }  # fmt: skip
    whole = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    package = data_package(shown.page, city, shown.months, table, whole)
    return {"csv": table, "json": whole, "package": json.dumps(package, ensure_ascii=False, indent=1).encode()}


def _etag_of(kind: str) -> Callable[[HttpRequest], str | None]:
    def etag(request: HttpRequest) -> str | None:
        shown = released_for(request)
        return f'"{kind}-{shown.digest[:32]}"' if shown else None

    return etag


def _changed_at(request: HttpRequest) -> datetime | None:
    shown = released_for(request)
    return shown.changed_at if shown else None


def _file_of(kind: str) -> View:
    @needs(PUBLIC, area=Area.NONE)
    @require_safe
    def file(request: HttpRequest) -> HttpResponse:
        """The file, or 304; 404 while nothing is released. Whoever keeps it asks again after five minutes."""
        response = _conditional(request)
        if response.status_code in {200, 304}:
            response.headers["Cache-Control"] = KEPT_FOR
            response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    @condition(etag_func=_etag_of(kind), last_modified_func=_changed_at)
    def _conditional(request: HttpRequest) -> HttpResponse:
        shown = released_for(request)
        if shown is None:
            raise Http404
        return HttpResponse(contents(shown)[kind], content_type=KINDS[kind])

    return file


csv_file, json_file, package_file = (_file_of(kind) for kind in KINDS)
