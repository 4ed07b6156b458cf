"""What a report knows: aggregates of one published month. No field can hold a person's data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Share:
    """One indicator: `value` = numerator / denominator, never clamped; low..high carries linkage doubt, if known."""

    indicator: str
    formula: str
    series: str
    numerator: int
    denominator: int
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Condition:
    """One condition of one status. `formula` '' = the same under every activity formula. `met` None = unknown."""

    verdict: str
    condition: str
    formula: str
    required: float | None
    actual: float | None
    met: bool | None
    gap_people: int | None
    gap_rupiah: int | None
    margin_people: int | None
    law: str


@dataclass(frozen=True)
class Counting:
    """How the headline status comes out under one way of counting: cards or residents, over one population series."""

    figure: str
    series: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Population:
    """One population figure valid for the month, and who is counted over it.

    registered and active are residents found in both registers; cards and active_cards are counted as BPJS would count
    its own file, whoever holds them. Not `comparable`: too far from the register to be about the same people.
    """

    series: str
    people: int
    valid_from: date | None
    source: str
    registered: int
    active: int
    cards: int
    active_cards: int
    comparable: bool = True


@dataclass(frozen=True)
class Region:
    """Living residents of one kelurahan or kecamatan by cover. `population` = registered + uncovered."""

    code: str
    name: str
    parent: str
    population: int
    active: int
    inactive: int
    unknown: int
    uncovered: int

    @property
    def registered(self) -> int:
        """Residents with a card, whatever its status."""
        return self.active + self.inactive + self.unknown

    @property
    def active_share(self) -> float | None:
        """Active of population; None where nobody lives."""
        return self.active / self.population if self.population else None

    @property
    def registered_share(self) -> float | None:
        """Registered of population; None where nobody lives."""
        return self.registered / self.population if self.population else None


@dataclass(frozen=True)
class TrendPoint:
    """A share at a date: computed by a run, or claimed in public (then with its source address)."""

    on: date
    indicator: str
    value: float
    claimed: bool
    source: str = ""


@dataclass(frozen=True)
class ClaimRank:
    """What was announced of one regency of the province: its newest figure up to the day judged, and its place.

    `value` None: nothing was announced, so no place. `denominator_from`: 'stated', 'implied' or '' (not told). `own_*`:
    computed by this run over its register, None for regencies whose files it does not have.
    """

    indicator: str
    region_code: str
    name: str
    place: int | None
    tie_count: int
    value: float | None
    said_on: date | None
    numerator: int | None
    denominator: int | None
    denominator_from: str
    source: str
    own_value: float | None
    own_formula: str
    known_count: int
    region_count: int


@dataclass(frozen=True)
class Asked:
    """A share the law asked for from one day to another: of 'coverage' or 'activity'."""

    indicator: str
    from_on: date
    to_on: date
    value: float


@dataclass(frozen=True)
class Segment:
    """Members of one segment who live in the area, by status."""

    segment: str
    active: int
    inactive: int
    unknown: int

    @property
    def held(self) -> int:
        """Residents with a card of the segment, whatever its status."""
        return self.active + self.inactive + self.unknown


@dataclass(frozen=True)
class Flow:
    """One line of the member balance: `kind` opening | in | out | closing; `people` is never negative."""

    kind: str
    cause: str
    people: int


@dataclass(frozen=True)
class Route:
    """People for whom one route is proposed. Rupiah are what the city would pay."""

    route: str
    people: int
    rupiah_month: int
    rupiah_year: int
    first_start_on: date | None
    deadline_on: date | None
    office: str
    law: str


@dataclass(frozen=True)
class Reliability:
    """Candidate pairs whose stated probability lies in low..high; `value` is its mean."""

    low: float
    high: float
    pairs: int
    value: float


@dataclass(frozen=True)
class Estimate:
    """A rate estimated without truth, with its interval."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Linkage:
    """How well the two registers were joined."""

    method_rows: tuple[tuple[str, int], ...] = ()
    doubt_pairs: int = 0
    doubt_people: int = 0
    reliability: tuple[Reliability, ...] = ()
    doubt_threshold: float | None = None
    link_threshold: float | None = None
    false_link: Estimate | None = None
    missed_link: Estimate | None = None


@dataclass(frozen=True)
class Finding:
    """One item of the data-quality pack: rows of the register and of the membership file; None where not looked for."""

    item: str
    register: int | None
    member: int | None


@dataclass(frozen=True)
class GapStep:
    """One step from the city's count to BPJS's: `sign` 1 added, -1 taken away, 0 a total."""

    name: str
    sign: int
    people: int


@dataclass(frozen=True)
class Total:
    """Rows of one side ('resident' | 'member') in one class."""

    side: str
    name: str
    rows: int


@dataclass(frozen=True)
class Check:
    """One addition that must come out: `left` = `right`."""

    name: str
    left: int
    right: int

    @property
    def holds(self) -> bool:
        """Whether both sides are equal."""
        return self.left == self.right


@dataclass(frozen=True)
class File:
    """One input file of the run: rows = landed + rejected."""

    name: str
    kind: str
    sha256: str
    data_on: date | None
    rows: int
    landed: int
    rejected: int
    bytes: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unused:
    """A file of the inbox that the run did not use, and why; `unread`: it could not be read or recognised."""

    name: str
    reason: str
    unread: bool


@dataclass(frozen=True)
class Rule:
    """One rule value in force in the month: titles in Indonesian and English, type of its value, law, certainty.

    `judging`: the figures on these pages depend on it.
    """

    name: str
    titles: tuple[str, str]
    value: str
    unit: str
    law: str
    certainty: str
    judging: bool
    valid_from: date | None


@dataclass(frozen=True)
class Facts:
    """Everything one report shows."""

    area_code: str
    area_name: str
    month: date
    as_of: date
    run_id: str
    version: str
    engine: str
    default_formula: str
    privilege: str
    hide_below: int
    shares: tuple[Share, ...]
    conditions: tuple[Condition, ...]
    countings: tuple[Counting, ...] = ()
    populations: tuple[Population, ...] = ()
    districts: tuple[Region, ...] = ()
    villages: tuple[Region, ...] = ()
    trend: tuple[TrendPoint, ...] = ()
    asked: tuple[Asked, ...] = ()
    claim_ranks: tuple[ClaimRank, ...] = ()
    segments: tuple[Segment, ...] = ()
    reasons: tuple[tuple[str, int], ...] = ()
    balance: tuple[Flow, ...] = ()
    routes: tuple[Route, ...] = ()
    linkage: Linkage = field(default_factory=Linkage)
    findings: tuple[Finding, ...] = ()
    gap_steps: tuple[GapStep, ...] = ()
    totals: tuple[Total, ...] = ()
    checks: tuple[Check, ...] = ()
    files: tuple[File, ...] = ()
    unused: tuple[Unused, ...] = ()
    rules: tuple[Rule, ...] = ()
    resident_classes: tuple[tuple[str, int], ...] = ()

    def share(self, indicator: str, formula: str = "", series: str = "") -> Share | None:
        """The first share of that indicator (and formula, and series where given)."""
        for item in self.shares:
            if (
                item.indicator == indicator
                and (not formula or item.formula == formula)
                and (not series or item.series == series)
            ):
                return item
        return None

    def people(self, *classes: str) -> int:
        """Persons in these classes of req 18 together."""
        return sum(count for name, count in self.resident_classes if name in classes)
