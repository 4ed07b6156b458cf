"""People counted from person_month and card_month: one pass each, no person's row is read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from semesta.flow.report import facts as f
from semesta.terms.region import region_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from semesta.flow.report.tables import Tables

LIVING = ("covered_active", "covered_inactive", "status_unknown", "uncovered")
WITH_CARD = LIVING[:3]
COUNT_OF = {"covered_active": "active", "covered_inactive": "inactive", "status_unknown": "unknown",
            "uncovered": "uncovered"}  # fmt: skip
CLASS_ORDER = (
    *LIVING, "member_not_in_register", "dead_but_member", "moved_but_member", "second_card", "paid_twice",
    "duplicate_nik", "identity_mismatch", "repeated_row", "left_register", "duplicate_register_row",
)  # fmt: skip
SEGMENT_ORDER = ("PBI_APBN", "PBPU_PEMDA", "PPU", "PBPU", "BP", "UNKNOWN")


@dataclass(frozen=True)
class Group:
    """People of one village, class, segment and reason."""

    in_register: bool
    village: str
    district: str
    kind: str
    segment: str
    reason: str
    people: int


def groups(tables: Tables) -> tuple[Group, ...]:
    """person_month in one pass."""
    rows = tables.rows(
        "person_month",
        "SELECT resident_id IS NOT NULL, village_code, district_code, class, segment, reason, count(*) FROM {relation}"
        " GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6",
    )
    return tuple(Group(bool(r[0]), r[1] or "", r[2] or "", r[3], r[4] or "", r[5] or "", int(r[6])) for r in rows)


def names_of(area: str) -> dict[str, str]:
    """Region code → the name in force today, and before it the number everybody uses: '17 Ilir (Tujuh-belas Ilir)'."""
    names: dict[str, str] = {}
    numbered: dict[str, str] = {}
    for row in region_names(area).to_pylist():
        if row["valid_to"] is None:
            names[row["code"]] = row["name"]
        elif row["name"][:1].isdigit():
            numbered[row["code"]] = row["name"]
    return {code: f"{numbered[code]} ({name})" if code in numbered else name for code, name in names.items()}


def regions(counted: Iterable[Group], level: str, names: dict[str, str]) -> tuple[f.Region, ...]:
    """Living residents by cover per village or district, in order of code; people without a code come last as ''."""
    held: dict[tuple[str, str], Counter[str]] = {}
    for group in counted:
        if group.in_register and group.kind in LIVING:
            code = group.village if level == "village" else group.district
            parent = group.district if level == "village" else code.rpartition(".")[0]
            held.setdefault((code, parent), Counter())[COUNT_OF[group.kind]] += group.people
    return tuple(
        f.Region(code, names.get(code, code or "–"), parent, sum(count.values()), count["active"], count["inactive"],
                 count["unknown"], count["uncovered"])
        for (code, parent), count in sorted(held.items(), key=lambda item: (not item[0][0], item[0]))
    )  # fmt: skip


def segments(counted: Iterable[Group]) -> tuple[f.Segment, ...]:
    """Residents with a card by segment and status."""
    held: dict[str, Counter[str]] = {}
    for group in counted:
        if group.in_register and group.kind in WITH_CARD:
            held.setdefault(group.segment or "UNKNOWN", Counter())[COUNT_OF[group.kind]] += group.people
    order = {name: place for place, name in enumerate(SEGMENT_ORDER)}
    return tuple(
        f.Segment(name, count["active"], count["inactive"], count["unknown"])
        for name, count in sorted(held.items(), key=lambda item: (order.get(item[0], 99), item[0]))
    )


def reasons(counted: Iterable[Group]) -> tuple[tuple[str, int], ...]:
    """Residents whose card is not active by reason, most first."""
    held: Counter[str] = Counter()
    for group in counted:
        if group.in_register and group.kind in ("covered_inactive", "status_unknown"):
            held[group.reason or "TIDAK_DIKETAHUI"] += group.people
    return tuple(sorted(held.items(), key=lambda item: (-item[1], item[0])))


def totals(counted: Iterable[Group], cards: Sequence[tuple[Any, ...]]) -> tuple[f.Total, ...]:
    """Rows of the register and of the membership file by class, in the order of CLASS_ORDER."""
    register: Counter[str] = Counter()
    for group in counted:
        if group.in_register:
            register[group.kind] += group.people
    order = {name: place for place, name in enumerate(CLASS_ORDER)}

    def side(name: str, held: dict[str, int]) -> list[f.Total]:
        classes = sorted(held.items(), key=lambda item: (order.get(item[0], 99), item[0]))
        return [f.Total(name, kind, rows) for kind, rows in classes]

    return (*side("resident", register), *side("member", {kind: int(rows) for kind, rows in cards}))
