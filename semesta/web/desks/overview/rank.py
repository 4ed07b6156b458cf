"""South Sumatra, or whichever province: the newest announced figure of every regency, the unknown shown as unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext as _

from semesta.flow.report.words import word
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.places import area_name
from semesta.web.core.published.tables.models import ClaimRank
from semesta.web.core.reading import language, numbers
from semesta.web.desks.overview.parts import tabs
from semesta.web.desks.overview.seen import sees

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest
    from semesta.web.desks.overview.seen import Seen

REGENCY = 5


@needs("overview.read", area=Area.IN_QUERY)
@sees
def rank(request: OfficeRequest, seen: Seen) -> HttpResponse:
    """Announced coverage and activity, best first, and what this run computed of the own city."""
    own = seen.facts.area[:REGENCY]
    held, boards = list(seen.shown.rows(ClaimRank)), []
    for indicator in ("coverage", "activity"):
        rows = [one for one in held if one.indicator == indicator]
        if rows:
            unknown = [one.name for one in rows if one.value is None]
            board = {"table": _board(indicator, rows, own), "sentence": _sentence(rows, own)}
            boards.append({**board, "unknown": sorted(name or "" for name in unknown)})
    province = area_name(seen.facts.area[:2])
    page: dict[str, Any] = {"seen": seen, "tabs": tabs(request, seen), "boards": boards, "province": province}
    return render(request, "overview/rank.html", page)


def _sentence(rows: Sequence[ClaimRank], own: str) -> str:
    """The own place in words."""
    mine = next((one for one in rows if one.region_code == own), None)
    if mine is None:
        return _("The area of this run is no regency of its own: it has no place.")
    words = {"name": mine.name, "known": mine.known_count, "every": mine.region_count}
    if mine.place is None:
        said = _("Nothing was announced of %(name)s, so it has no place. Known are %(known)s of %(every)s regencies.")
    elif (mine.tie_count or 1) > 1:
        said = _(
            "%(name)s shares place %(place)s among the %(known)s of %(every)s regencies of which a figure is known."
        )
    else:
        said = _("%(name)s has place %(place)s among the %(known)s of %(every)s regencies of which a figure is known.")
    said %= words | {"place": mine.place}
    if mine.own_value is not None:
        computed = _("Computed here from files: %(value)s (%(formula)s), not ranked with announcements.") % {
            "value": numbers().percent(mine.own_value), "formula": word(language(), "formula", mine.own_formula),
        }  # fmt: skip
        said = f"{said} {computed}"
    return said


def _board(indicator: str, rows: Sequence[ClaimRank], own: str) -> c.Table:
    known = [one for one in rows if one.value is not None]
    lines = []
    for one in sorted(known, key=lambda one: (one.place or 0, one.name or "")):
        mine = _("own area") if one.region_code == own else ""
        lines.append(
            c.Row(
                (
                    c.Cell(one.name, note=mine),
                    one.place,
                    c.Cell(one.value, share=min(one.value or 0, 1)),
                    c.Cell(one.said_on, note=one.source or ""),
                    _divided_by(one),
                )
            )
        )
    columns = (
        c.Column(_("Regency")), c.Column(_("Place"), "whole"), c.Column(_("Announced"), "percent"),
        c.Column(_("On"), "day"), c.Column(_("Divided by")),
    )  # fmt: skip
    return c.Table(word(language(), "indicator", indicator), columns, lines)


def _divided_by(one: ClaimRank) -> str:
    if one.denominator is None:
        return _("not told")
    people = numbers().whole(one.denominator)
    return _("%(people)s (implied)") % {"people": people} if one.denominator_from == "implied" else people
