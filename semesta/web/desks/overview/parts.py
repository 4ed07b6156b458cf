"""What every page of the desk has: its tabs, and addresses of areas and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from semesta.web.core import components as c

if TYPE_CHECKING:
    from django.http import HttpRequest

    from semesta.web.desks.overview.seen import Seen


def tabs(request: HttpRequest, seen: Seen) -> list[c.Tab]:
    """Today, map, trend, ranking, what-if, alerts; each keeps to the area that the scope begins with."""
    area = reverse("overview_area", args=[seen.area])
    pages = (
        (_("Today"), reverse("overview")),
        (_("Map"), area),
        (_("Trend"), reverse("overview_trend")),
        (_("Ranking"), reverse("overview_rank")),
        (_("What if"), reverse("overview_what_if")),
        (_("Alerts"), reverse("overview_alerts")),
    )
    here = request.path

    def active(url: str) -> bool:
        return here == url or (url == area and "/wilayah/" in here and "/angka/" not in here)

    return [c.Tab(title, url, active(url)) for title, url in pages]


def number_url(area: str, indicator: str) -> str:
    """Where a figure comes from."""
    return reverse("overview_number", args=[area, indicator])


def area_url(area: str, indicator: str = "") -> str:
    """The page of an area, showing an indicator."""
    url = reverse("overview_area", args=[area])
    return f"{url}?{urlencode({'ukuran': indicator})}" if indicator else url


def people_url(area: str, indicator: str, **filters: str) -> str:
    """The people behind a figure."""
    url = reverse("overview_people", args=[area, indicator])
    return f"{url}?{urlencode(filters)}" if filters else url
