"""The city's budget sheet: one YAML file with heads, sums and papers. What is not told is unknown, never zero."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import yaml

from semesta.terms.fault import Fault
from semesta.terms.month import Month

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

KINDS = ("kota", "kabupaten", "provinsi")
CAPACITIES = ("very_high", "high", "medium", "low", "very_low")
SOURCES = ("apbd", "pajak_rokok", "dau_sg", "dbh_cht", "province")
CHANGES = ("pbi_removed", "absorbed", "growth", "births", "deaths", "left")
KEYS = {
    "area", "year", "kind", "set_on", "fiscal_capacity", "people", "wage_rupiah", "budgeted", "evidence", "pajak_rokok",
    "health", "local_scheme", "sources", "spent", "heads", "changes", "rates", "history", "papers",
}  # fmt: skip
PAPERS = ("apbd", "work_plan", "headcount", "quota")
"""Papers of a year: the regulation that sets the budget, the PKS or work plan with BPJS, the Berita Acara on the
headcount (December), the decree on the quota (R3.1, R3.4)."""


@dataclass(frozen=True, slots=True)
class Source:
    """Money for JKN from one source, usable from the first of a month."""

    name: str
    rupiah: int
    from_month: date


@dataclass(frozen=True, slots=True)
class Change:
    """`people` more (or fewer) members paid by the city from a month on; with `monthly`, so many more each month."""

    kind: str
    people: int
    from_month: date
    monthly: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper's number and day; '' and None: not told."""

    number: str
    on: date | None


@dataclass(frozen=True)
class Sheet:
    """One year's sheet. Rupiah and people are whole; None is not told."""

    area: str
    year: int
    kind: str
    set_on: date
    people: Mapping[str, Any] = field(default_factory=dict)
    fiscal_capacity: str | None = None
    wage_rupiah: Mapping[str, int] = field(default_factory=dict)
    budgeted: Mapping[str, int] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)
    pajak_rokok: Mapping[str, Any] | None = None
    health: Mapping[str, int] | None = None
    local_scheme: bool | None = None
    sources: tuple[Source, ...] = ()
    spent: Mapping[date, int] = field(default_factory=dict)
    heads: Mapping[date, int] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    rates: Mapping[date, tuple[int, int]] = field(default_factory=dict)
    history: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    papers: Mapping[str, Paper] = field(default_factory=dict)


def read_sheet(path: Path) -> Sheet:
    """The sheet in a YAML file. A Fault names the key that cannot be understood."""
    try:
        held = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Fault(f"Berkas anggaran tidak dapat dibaca: {error.strerror}", path.name) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Fault("Berkas anggaran bukan YAML yang benar", path.name) from error
    if not isinstance(held, dict):
        raise Fault("Berkas anggaran kosong", path.name)
    return sheet_of(held)


def sheet_of(held: Mapping[str, Any]) -> Sheet:
    """The sheet out of plain values."""
    unknown = sorted(set(held) - KEYS)
    if unknown:
        raise Fault(f"Kunci {unknown[0]} tidak dikenal dalam berkas anggaran")
    for key in ("area", "year"):
        if not held.get(key):
            raise Fault(f"Kunci {key} tidak diisi dalam berkas anggaran")
    year = _whole(held["year"], "year")
    return Sheet(
        area=str(held["area"]), year=year, kind=_one_of(held.get("kind", "kota"), KINDS, "kind"),
        set_on=_day(held.get("set_on", date(year, 1, 1)), "set_on"),
        people={key: _heads(value, f"people.{key}") for key, value in _map(held, "people").items()},
        fiscal_capacity=_one_of(held["fiscal_capacity"], CAPACITIES, "fiscal_capacity")
        if held.get("fiscal_capacity") else None,
        wage_rupiah=_wholes(held, "wage_rupiah"), budgeted=_wholes(held, "budgeted"),
        evidence={key: str(value) for key, value in _map(held, "evidence").items()},
        pajak_rokok=_tax(held) or None, health=_wholes(held, "health") or None,
        local_scheme=held.get("local_scheme"),
        sources=tuple(_source(one, year) for one in held.get("sources") or ()),
        spent={_month(key): _whole(value, "spent") for key, value in _map(held, "spent").items()},
        heads={_month(key): _whole(value, "heads") for key, value in _map(held, "heads").items()},
        changes=tuple(_change(one) for one in held.get("changes") or ()),
        rates={
            _month(key): (_whole(value["contribution"], "rates"), _whole(value["help"], "rates"))
            for key, value in _map(held, "rates").items()
        },
        history={int(key): _wholes({"history": value}, "history") for key, value in _map(held, "history").items()},
        papers={_one_of(key, PAPERS, "papers"): _paper(value) for key, value in _map(held, "papers").items()},
    )  # fmt: skip


def _tax(held: Mapping[str, Any]) -> dict[str, Any]:
    """What is told of the cigarette tax; `agreement_on` None: told that nobody signed."""
    told = dict(_map(held, "pajak_rokok"))
    for key in ("realised_rupiah", "jkn_budget_rupiah"):
        if told.get(key) is not None:
            _whole(told[key], f"pajak_rokok.{key}")
    if told.get("agreement_on"):
        told["agreement_on"] = _day(told["agreement_on"], "pajak_rokok.agreement_on")
    return told


def _paper(held: Any) -> Paper:
    told = _map({"papers": held}, "papers")
    return Paper(str(told.get("number") or ""), _day(told["on"], "papers.on") if told.get("on") else None)


def _source(held: Mapping[str, Any], year: int) -> Source:
    name = _one_of(held.get("name"), SOURCES, "sources.name")
    first = _month(held["from"]) if held.get("from") else date(year, 1, 1)
    return Source(name, _whole(held.get("rupiah"), f"sources.{name}"), first)


def _change(held: Mapping[str, Any]) -> Change:
    kind = _one_of(held.get("kind"), CHANGES, "changes.kind")
    return Change(kind, _signed(held.get("people")), _month(held.get("from")), bool(held.get("monthly", False)))


def _map(held: Mapping[str, Any], key: str) -> dict[Any, Any]:
    value = held.get(key) or {}
    if not isinstance(value, dict):
        raise Fault(f"Kunci {key} harus berisi daftar nama dan nilai")
    return value


def _wholes(held: Mapping[str, Any], key: str) -> dict[str, int]:
    return {name: _whole(value, f"{key}.{name}") for name, value in _map(held, key).items()}


def _whole(value: Any, key: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Fault(f"Nilai {key} harus bilangan bulat tidak negatif")
    return value


def _signed(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Fault("Nilai changes.people harus bilangan bulat")
    return value


def _heads(value: Any, key: str) -> int | tuple[int, ...]:
    return tuple(_whole(one, key) for one in value) if isinstance(value, list) else _whole(value, key)


def _one_of(value: Any, allowed: Sequence[str], key: str) -> str:
    if value not in allowed:
        raise Fault(f"Nilai {key} harus salah satu dari {', '.join(allowed)}")
    return str(value)


def _day(value: Any, key: str) -> date:
    """A date, or its text as JSON holds it."""
    try:
        return value if isinstance(value, date) else date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Fault(f"Nilai {key} harus tanggal yyyy-mm-dd") from None


def _month(value: Any) -> date:
    return value.replace(day=1) if isinstance(value, date) else Month.parse(str(value)).first_day
