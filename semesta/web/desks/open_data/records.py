"""Open data as rows: one per month, area and indicator; what is hidden is empty and marked."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import override

from semesta.web.casework.queries.open_data import cells_of, denominator_of, open_indicators
from semesta.web.core.places import DISTRICT, REGENCY, VILLAGE, area_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from semesta.web.casework.models import OpenMonth

COLUMNS = (
    "bulan", "kode_wilayah", "nama_wilayah", "tingkat", "indikator", "pembilang", "penyebut", "nilai", "disembunyikan",
)  # fmt: skip
LEVELS = {REGENCY: "kabupaten/kota", DISTRICT: "kecamatan", VILLAGE: "kelurahan/desa"}
PLACES = 6
"""Digits of a share behind the point."""


@dataclass(frozen=True)
class Figure:
    """One indicator of one area in one month; numbers are None where they are hidden."""

    month: date
    area: str
    indicator: str
    numerator: int | None
    denominator: int | None

    @property
    def value(self) -> float | None:
        """The share; None where hidden or nobody is there."""
        if self.numerator is None or not self.denominator:
            return None
        return round(self.numerator / self.denominator, PLACES)

    @property
    def hidden(self) -> bool:
        """A number of it is not told."""
        return self.numerator is None or self.denominator is None


def figures_of(months: Sequence[OpenMonth]) -> Iterator[Figure]:
    """By month, area and indicator, in the order of the file."""
    for month in months:
        held: dict[str, dict[str, int | None]] = {}
        for area, measure, count in cells_of(month.pk, month.sha256):
            held.setdefault(area, {})[measure] = count
        for area, counts in held.items():
            yield from _of_area(month.month, area, counts)


def _of_area(month: date, area: str, counts: Mapping[str, int | None]) -> Iterator[Figure]:
    for name, indicator in open_indicators().items():
        yield Figure(month, area, name, counts[indicator.count], counts[denominator_of(indicator)])


def rows_of(months: Sequence[OpenMonth]) -> list[dict[str, Any]]:
    """The rows of the file, keys as in COLUMNS; names of areas in Indonesian, whoever asks."""
    with override("id"):
        names: dict[str, str] = {}
        rows = []
        for one in figures_of(months):
            name = names.setdefault(one.area, area_name(one.area))
            values = (
                one.month.isoformat()[:7], one.area, name, LEVELS[len(one.area)], one.indicator, one.numerator,
                one.denominator, one.value, one.hidden,
            )  # fmt: skip
            rows.append(dict(zip(COLUMNS, values, strict=True)))
        return rows


def csv_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """RFC 4180: commas, CRLF, true and false as words, nothing where a number is hidden."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    for row in rows:
        writer.writerow({**row, "disembunyikan": "true" if row["disembunyikan"] else "false"})
    return text.getvalue()
