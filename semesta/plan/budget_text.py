"""A projection as text for a terminal: Indonesian, an empty line, English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from semesta.terms.month import Month
from semesta.terms.rupiah import integer_text, percent_text, rupiah_text

if TYPE_CHECKING:
    from semesta.plan.budget import Projection


def budget_text(year: Projection) -> str:
    """Month by month, then when the money ends and how many it carries."""
    return "\n".join([*_lines(year, 0), "", *_lines(year, 1)])


def _lines(year: Projection, language: int) -> list[str]:
    lines = []
    for one in year.months:
        month = Month.of(one.month)
        paid = ", ".join(f"{name} {rupiah_text(value)}" for name, value in one.paid.items())
        lacks = ("kurang", "lacks")[language]
        lines.append(
            f"{(month.title_id, month.title_en)[language]:16} {integer_text(one.pemda):>10}  "
            f"{rupiah_text(one.cost):>20}  {paid}" + (f"  {lacks} {rupiah_text(one.unpaid)}" if one.unpaid else "")
        )
    cost = year.cost
    lines.append(
        f"{('Setahun', 'The year')[language]:16} {'':>10}  {rupiah_text(cost.rupiah):>20}  = "
        f"{rupiah_text(cost.contribution)} + {rupiah_text(cost.help)}"
    )
    return [*lines, *_ends(year, language)]


def _ends(year: Projection, language: int) -> list[str]:
    out, funded = year.run_out, integer_text(year.funded)
    if out.on is None:
        ends = ("Dana cukup sampai Desember.", "The money lasts to December.")[language]
    else:
        ends = (f"Dana habis pada {out.on:%d-%m-%Y}", f"The money ends on {out.on:%Y-%m-%d}")[language]
        if out.has_interval:
            low, high = (
                f"{day:%d-%m-%Y}" if day else ("sesudah Desember", "after December")[language]
                for day in (out.earliest, out.latest)
            )
            ends += (f" (antara {low} dan {high})", f" (between {low} and {high})")[language]
    return [
        ends,
        *_history(year, language),
        (f"Yang dapat dibiayai sampai Desember: {funded} orang.", f"Can be paid to December: {funded} people.")[
            language
        ],
    ]


def _history(year: Projection, language: int) -> list[str]:
    """Budget and realisation of earlier years as told, and the share that was spent."""
    lines = []
    for number, told in sorted(year.history.items()):
        budget, realised = told.get("budget"), told.get("realised")
        share = f" ({percent_text(realised / budget)})" if budget and realised is not None else ""
        said = [
            "–" if value is None else rupiah_text(value) for value in (budget, realised)
        ]  # fmt: skip
        lines.append((
            f"{number}: anggaran {said[0]}, realisasi {said[1]}{share}",
            f"{number}: budget {said[0]}, spent {said[1]}{share}",
        )[language])  # fmt: skip
    return lines
