"""What the city chose to show to everybody, and what was counted."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from semesta.flow.report.gather import used_files
from semesta.web.casework.models import PublicOffice, PublicPage, PublicUse
from semesta.web.core.published.by_nik import remembered_number
from semesta.web.core.published.shown import shown_to
from semesta.web.core.published.tables.models import ManifestOfMonth
from semesta.web.core.roles import NOBODY
from semesta.web.core.scope import Scope

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

MEMBER_FILE = "bpjs_member"
_days: dict[int, date | None] = {}
USES_SHOWN = timedelta(days=30)


def open_checks() -> list[PublicPage]:
    """Cities whose public check is open, with their offices; two statements."""
    return list(PublicPage.objects.filter(check_on=True).prefetch_related("offices"))


def public_scope(pages: list[PublicPage]) -> Scope:
    """What the public check may look into: the areas of these cities, in no role."""
    return Scope(0, NOBODY, 0, "", tuple(page.area_code for page in pages))


def page_of(area_code: str) -> PublicPage | None:
    """The choices of a city; None before the first."""
    return PublicPage.objects.prefetch_related("offices").filter(area_code=area_code).first()


def office_for(pages: list[PublicPage], kind: str) -> PublicOffice | None:
    """The office of this kind that the city wrote down, else the one for any question; None when there is neither.

    Where several cities share the page, that of one of them would send people astray: then none.
    """
    if len(pages) != 1:
        return None
    held = {office.kind: office for office in pages[0].offices.all()}
    return held.get(kind) or held.get("any")


def uses(today: date) -> QuerySet[PublicUse]:
    """Checks of the last days, counted by outcome."""
    return PublicUse.objects.filter(on__gt=today - USES_SHOWN)


def member_file_day(scope: Scope) -> date | None:
    """The day that the newest file of BPJS Kesehatan in what is shown is of; asked once per publication and process."""
    number = remembered_number()
    if number is None:
        return None
    if number not in _days:
        shown = shown_to(scope)
        manifest = shown.rows(ManifestOfMonth).filter(month=shown.month).values_list("manifest", flat=True).first()
        files = used_files(json.loads(manifest or "{}"))
        _days.clear()
        _days[number] = max(
            (one.data_on for one in files if one.kind.startswith(MEMBER_FILE) and one.data_on), default=None
        )
    return _days[number]
