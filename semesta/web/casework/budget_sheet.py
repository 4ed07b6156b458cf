"""The sheet of a year between its kept values (dotted keys) and what the engine reads (plan/sheet.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from semesta.plan.sheet import sheet_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from semesta.plan.sheet import Sheet

ROWS = ("sources", "changes")
"""Lists in the sheet: a row keeps its number, so that who wrote it stays known."""
REGENCY, CITY_FROM = 5, 71
"""Length of a regency's code; Kemendagri numbers the cities of a province from 71 on, kabupaten below."""


def kind_of(area_code: str) -> str:
    """provinsi, kabupaten or kota."""
    if len(area_code) < REGENCY:
        return "provinsi"
    return "kota" if int(area_code[3:5]) >= CITY_FROM else "kabupaten"


def nested(area: str, year: int, values: Mapping[str, Any]) -> dict[str, Any]:
    """The sheet as plain values, as the YAML file of `semesta budget` holds it; values of None are not told.

    `pajak_rokok.signed` False says that nobody signed; a day of the agreement says that somebody did.
    """
    out: dict[str, Any] = {"area": area, "year": year, "kind": kind_of(area)}
    for key in sorted(values, key=_order):
        value = values[key]
        if value is None:
            continue
        place, _, rest = key.partition(".")
        if place in ROWS:
            out.setdefault(place, []).append(value)
        elif place == "history":
            number, _, what = rest.partition(".")
            out.setdefault(place, {}).setdefault(int(number), {})[what] = value
        elif rest:
            inner, names = out.setdefault(place, {}), rest.split(".")
            for name in names[:-1]:
                inner = inner.setdefault(name, {})
            inner[names[-1]] = value
        else:
            out[place] = value
    tax = out.get("pajak_rokok", {})
    if tax.pop("signed", None) is False:
        tax["agreement_on"] = None
    return out


def _order(key: str) -> tuple[str, int, str]:
    """By place, rows of a list by their number."""
    place, _, rest = key.partition(".")
    return place, int(rest) if rest.isdecimal() else 0, rest


def sheet_from(area: str, year: int, values: Mapping[str, Any]) -> Sheet:
    """The sheet that these values make. A Fault names the value that cannot be."""
    return sheet_of(nested(area, year, values))


def yaml_text(area: str, year: int, values: Mapping[str, Any]) -> str:
    """The same as a file for `semesta budget`."""
    text: str = yaml.safe_dump(nested(area, year, values), allow_unicode=True, sort_keys=False)
    return text
