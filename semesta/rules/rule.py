"""One rule: a law's number with the dates between which it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

Value = int | float | str

TYPES: Mapping[str, str] = {
    "share": "double",  # 0.98 of something
    "rupiah": "bigint",
    "people": "bigint",
    "day": "bigint",
    "workday": "bigint",
    "month": "bigint",
    "hour": "bigint",
    "year": "bigint",
    "count": "bigint",
    "flag": "bigint",  # 1 or 0
    "text": "varchar",
}


@dataclass(frozen=True, slots=True)
class Law:
    """A law, decree, circular, agency page or press report that a value rests on."""

    id: str
    kind: str
    title: str
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """What another source says about a disputed value."""

    value: Value
    law: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value from one day to another (None: until further notice); value None: no such rule in that time."""

    from_on: date
    to_on: date | None
    value: Value | None
    law: tuple[str, ...]
    note: str
    certainty: str
    alternatives: tuple[Alternative, ...]

    def holds(self, on: date) -> bool:
        """True when this is the value of that day."""
        return self.from_on <= on and (self.to_on is None or on <= self.to_on)


@dataclass(frozen=True, slots=True)
class Rule:
    """A named rule with its values in order of date, without gap or overlap."""

    name: str
    area: str
    title_id: str
    title_en: str
    unit: str
    type: str
    certainty: str
    domain: tuple[str, ...]
    checked_on: date
    values: tuple[DatedValue, ...]

    @property
    def column_type(self) -> str:
        """bigint, double or varchar: the type of this rule's column in rule_month."""
        return TYPES[self.type]

    def at(self, on: date) -> DatedValue | None:
        """The dated value that holds on that day; None before the first or after the last."""
        return next((dated for dated in self.values if dated.holds(on)), None)
