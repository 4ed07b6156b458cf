"""Releasing months of figures as open data: what everybody may have is worked out once and never changed."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from django.db import IntegrityError
from django.utils.translation import gettext as _

from semesta.measure.open_cells import MEASURES, open_cells
from semesta.terms.fault import Fault
from semesta.web.casework.models import OpenMonth
from semesta.web.casework.queries.open_data import cells_of, figures_of_months, open_months
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.published.shown import shown_to

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from semesta.rules.load import Rules
    from semesta.web.casework.queries.open_data import MonthFigures
    from semesta.web.core.scope import Scope

MOST_AREAS = 2_000
"""More areas than any city has: the linear programmes of a nation do not belong into a request."""


def release(scope: Scope, area_code: str, rules: Rules, now: datetime) -> list[OpenMonth]:
    """Every month up to the shown one that was not released yet is open data of the city from now on, oldest first.

    A Fault outside the scope, and where a figure of a month is missing. Released already: nothing happens. Not called
    inside a transaction that writes: hiding takes seconds, and SQLite has one writer.
    """
    if not scope.covers(area_code):
        raise Fault(_("This area is not yours"), area_code)
    told, done = _told_before(area_code)
    made = []
    for figures in figures_of_months(shown_to(scope), area_code):
        if figures.month in done:
            continue
        if any(month > figures.month for month in done):
            raise Fault(_("A later month is released already; an earlier one would tell of what is hidden there"))
        row = _month(figures, told, area_code, rules, now, scope.user_id)
        try:
            with acting(acting_of(scope, actor=str(scope.user_id), purpose="release open data")):
                row.save()
        except IntegrityError:
            raise Fault(_("Somebody has just released this month")) from None
        told |= {(area, measure): count for area, measure, count in row.cells if count is not None}
        made.append(row)
    return made


def _told_before(area_code: str) -> tuple[dict[tuple[str, str], int | None], set[date]]:
    """The last count that was told of each cell, and the months released."""
    told: dict[tuple[str, str], int | None] = {}
    months = list(open_months(area_code))
    for one in months:
        told |= {(area, measure): count for area, measure, count in cells_of(one.pk, one.sha256) if count is not None}
    return told, {one.month for one in months}


def _month(
    figures: MonthFigures, told: Mapping[tuple[str, str], int | None], area_code: str, rules: Rules, now: datetime,
    user_id: int,
) -> OpenMonth:  # fmt: skip
    hide_below = int(rules.value("small_cell_hide_below", figures.month))
    areas = {area for area, _measure in figures.counts}
    if len(areas) > MOST_AREAS:
        raise Fault(_("Too many areas for one release; open data is released city by city"), str(len(areas)))
    try:
        change_below = int(rules.value("open_data_change_hide_below", figures.month))
        cells = open_cells(figures.counts, told, hide_below=hide_below, change_below=change_below)
    except ValueError as error:
        raise Fault(_("The figures of this month do not add up; nothing was released"), str(error)) from error
    order = {measure: place for place, measure in enumerate(MEASURES)}
    rows = sorted(([area, measure, count] for (area, measure), count in cells.items()),
                  key=lambda row: (str(row[0]), order[str(row[1])]))  # fmt: skip
    text = json.dumps([figures.run_id, figures.month.isoformat(), rows], separators=(",", ":"))
    return OpenMonth(
        area_code=area_code, month=figures.month, run_id=figures.run_id, as_of=figures.as_of, released_at=now,
        released_by_id=user_id, hide_below=hide_below, cells=rows, cell_count=len(rows),
        hidden_count=sum(row[2] is None for row in rows), sha256=hashlib.sha256(text.encode()).hexdigest(),
    )  # fmt: skip
