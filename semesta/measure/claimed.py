"""A published sentence as numbers, and what is found when one of them is recomputed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from semesta.measure.printed import Printed, printed, printed_percent
from semesta.terms.fault import Fault
from semesta.terms.segment import SEGMENTS

Verdict = Literal["reproduces", "does_not_reproduce", "cannot_check"]
Number = str | int


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence in which one number is said to be made of, or to lie within, others."""

    what: str
    whole: Printed
    parts: tuple[Printed, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """The numbers of one published sentence; what it does not say is None or empty."""

    on: date
    area: str = ""
    population: Printed | None = None
    registered: Printed | None = None
    active: Printed | None = None
    inactive: Printed | None = None
    uncovered: Printed | None = None
    segments: Mapping[str, Printed] = field(default_factory=dict)
    coverage: Printed | None = None
    activity: Printed | None = None
    pemda_share: Printed | None = None
    award: str = ""
    budget: Printed | None = None
    budget_people: Printed | None = None
    budget_month_count: int | None = None
    budget_on: date | None = None
    sums: tuple[Part, ...] = ()
    within: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One number of the claim beside its recomputation; difference = claimed minus recomputed, as text."""

    what: str
    claimed: str
    recomputed: str | None
    difference: str | None
    verdict: Verdict
    formula: str
    sentence_id: str
    sentence_en: str


def claim_of(
    *,
    on: date,
    area: str = "",
    population: Number | None = None,
    registered: Number | None = None,
    active: Number | None = None,
    inactive: Number | None = None,
    uncovered: Number | None = None,
    coverage: Number | None = None,
    activity: Number | None = None,
    pemda_share: Number | None = None,
    segments: Iterable[str] | Mapping[str, Number] = (),
    award: str = "",
    budget_rupiah: Number | None = None,
    budget_people: Number | None = None,
    budget_month_count: int | None = None,
    budget_on: date | None = None,
    sums: Mapping[str, tuple[Number, Iterable[Number]]] | None = None,
    within: Mapping[str, tuple[Number, Number]] | None = None,
) -> Claim:
    """A Claim from numbers as printed. A Fault for a number that cannot be read or an unknown segment.

    segments: `PBI_APBN=702510` texts or a mapping. sums: name -> (total said, its parts). within: name -> (the whole,
    a part that is said to lie in it).
    """
    return Claim(
        on=on,
        area=area,
        population=_count(population),
        registered=_count(registered),
        active=_count(active),
        inactive=_count(inactive),
        uncovered=_count(uncovered),
        segments=_segments(segments),
        coverage=_percent(coverage),
        activity=_percent(activity),
        pemda_share=_percent(pemda_share),
        award=award.lower(),
        budget=_count(budget_rupiah),
        budget_people=_count(budget_people),
        budget_month_count=budget_month_count,
        budget_on=budget_on,
        sums=tuple(_part(what, whole, parts) for what, (whole, parts) in (sums or {}).items()),
        within=tuple(_part(what, whole, (part,)) for what, (whole, part) in (within or {}).items()),
    )


def _count(number: Number | None) -> Printed | None:
    return None if number is None else printed(number)


def _percent(number: Number | None) -> Printed | None:
    return None if number is None else printed_percent(number)


def _part(what: str, whole: Number, parts: Iterable[Number]) -> Part:
    return Part(what, printed(whole), tuple(printed(part) for part in parts))


def _segments(given: Iterable[str] | Mapping[str, Number]) -> dict[str, Printed]:
    pairs = given.items() if isinstance(given, Mapping) else (text.partition("=")[::2] for text in given)
    segments = {name.strip().upper(): printed(number) for name, number in pairs}
    unknown = [name for name in segments if name not in SEGMENTS]
    if unknown:
        raise Fault(f"Segmen {unknown[0]} tidak dikenal ({', '.join(SEGMENTS)})")
    return segments
