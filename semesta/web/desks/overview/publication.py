"""What a publication says about itself, read once per process: its run, files, population series, balance, checks.

Nothing here belongs to a scope: no person and no figure of a part of the city.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, F, Q, When

from semesta.flow.report import facts as f
from semesta.flow.report.gather import unused_files, used_files
from semesta.web.core.published.tables.models import (
    ManifestOfMonth,
    MemberBalance,
    PopulationFigure,
    TotalCheck,
)

if TYPE_CHECKING:
    from semesta.web.core.published.shown import Shown

FLOW_ORDER = {"opening": 0, "in": 1, "out": 2, "closing": 3}


@dataclass(frozen=True)
class PublicationFacts:
    """The newest month's run: its area, day and files; `months` published; populations by region code."""

    area: str
    as_of: date
    months: tuple[date, ...]
    manifest: dict[str, Any]
    files: tuple[f.File, ...]
    unused: tuple[f.Unused, ...]
    populations: dict[str, tuple[PopulationFigure, ...]]
    balance: tuple[f.Flow, ...]
    checks: int
    checks_failed: int


def facts_of_publication(shown: Shown) -> PublicationFacts:
    """The facts of the publication that `shown` is."""
    key = (shown.number, shown.run_id)
    held = _FACTS.get(key)
    if held is None:
        held = _read(shown)
        while len(_FACTS) >= KEPT:
            _FACTS.pop(next(iter(_FACTS)), None)
        _FACTS[key] = held
    return held


KEPT = 3
_FACTS: dict[tuple[int, str], PublicationFacts] = {}


def _read(shown: Shown) -> PublicationFacts:
    newest = Case(When(month=shown.month, then=F("manifest")))
    told = list(shown.rows(ManifestOfMonth).order_by("month").values_list("month", newest))
    manifest: dict[str, Any] = next(json.loads(text) for _, text in told if text)
    populations: dict[str, list[PopulationFigure]] = {}
    for row in shown.rows(PopulationFigure).order_by("region_code", "series"):
        populations.setdefault(row.region_code or "", []).append(row)
    checks = shown.rows(TotalCheck).aggregate(every=Count("id"), failed=Count("id", filter=Q(ok=False)))
    return PublicationFacts(
        area=manifest["area"], as_of=date.fromisoformat(manifest["as_of"]),
        months=tuple(month for month, _ in told), manifest=manifest, files=used_files(manifest),
        unused=unused_files(manifest),
        populations={code: tuple(rows) for code, rows in populations.items()}, balance=_balance(shown),
        checks=checks["every"], checks_failed=checks["failed"],
    )  # fmt: skip


def _balance(shown: Shown) -> tuple[f.Flow, ...]:
    """Of all segments: opening, gains, losses, closing; empty without a month before."""
    rows = shown.rows(MemberBalance).filter(month=shown.month, segment="ALL")
    lines = [f.Flow(row.kind or "", row.cause or "", int(row.card_count or 0)) for row in rows]
    return tuple(sorted(lines, key=lambda one: (FLOW_ORDER.get(one.kind, 9), -one.people, one.cause)))
