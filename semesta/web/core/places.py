"""Names of areas for people to read, and which area lies in which."""

from __future__ import annotations

from functools import lru_cache

from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.flow.report.counts import names_of
from semesta.terms.region import region, region_names

REGENCY, DISTRICT, VILLAGE = 5, 8, 13
"""Lengths of codes: 16.71, 16.71.04, 16.71.04.1002."""
UNKNOWN_DISTRICT, UNKNOWN_VILLAGE = ".00", ".0000"
"""What stands behind a code for people whose kecamatan or kelurahan nobody knows."""


@lru_cache(maxsize=32)
def _villages(regency: str) -> dict[str, str]:
    return names_of(regency)


@lru_cache(maxsize=4096)
def _named(code: str) -> str:
    if len(code) == VILLAGE:
        # With the number that everybody uses: '35 Ilir (Tiga-puluh-lima Ilir)'.
        return _villages(code[:REGENCY]).get(code, code)
    found = region(code, timezone.localdate())
    return found.name if found else code


def area_name(code: str) -> str:
    """`16.71` is Kota Palembang; '' is everywhere; an unknown code stays a code.

    `16.71.00` are people of Palembang whose kecamatan is not known.
    """
    if not code:
        return _("All areas")
    if code.endswith(UNKNOWN_VILLAGE):
        return _("Kelurahan not known")
    if code.endswith(UNKNOWN_DISTRICT):
        return _("Kecamatan not known")
    return _named(code)


def parents_of(code: str) -> tuple[str, ...]:
    """Codes from the province down to the area above: 16.71.04 → 16, 16.71."""
    parts = code.split(".")
    return tuple(".".join(parts[:count]) for count in range(1, len(parts)))


@lru_cache(maxsize=256)
def children_of(code: str) -> tuple[str, ...]:
    """Codes one level below that are in force today, by code, then the one for people of unknown place; none below a
    kelurahan.
    """
    if len(code) >= VILLAGE:
        return ()
    if code.endswith(UNKNOWN_DISTRICT):
        return (code + UNKNOWN_VILLAGE,)
    rows = region_names(code).to_pylist()
    found = sorted({row["code"] for row in rows if row["parent_code"] == code and row["valid_to"] is None})
    unknown = {REGENCY: UNKNOWN_DISTRICT, DISTRICT: UNKNOWN_VILLAGE}.get(len(code))
    return (*found, code + unknown) if unknown else tuple(found)
