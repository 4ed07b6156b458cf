"""What stands against sending a line: one question to the registers for a whole list (req 28, R3.12)."""

# ruff: noqa: S608  (names of our own tables; values are bound)
from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection

from semesta.rules.load import load_rules
from semesta.rules.proposals import checks
from semesta.terms.nik import COSMETIC, parse_nik
from semesta.terms.segment import PBI_APBN, PPU
from semesta.terms.start_date import months_between

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from semesta.web.core.published.shown import Shown

_LINE = ["id", "kind", "nik", "nkk", "resident_since_on", "proposal_id"]
_PERSON = [
    "person_id",
    "in_register",
    "register_status",
    "active",
    "segment",
    "paid_by_city",
    "pemda_card_count",
    "decile",
    "deadline_on",
    "has_doubt",
    "birth_on",
]


@dataclass(frozen=True)
class Finding:
    """What was found out about a line, in the order of checks.yaml; what the waiting list needs comes along."""

    names: tuple[str, ...]
    blocked: bool
    decile: int | None
    deadline_on: date | None
    completes_family: bool


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def check(shown: Shown, line_ids: Sequence[int], *, residence_min_month: int | None, on: date) -> dict[int, Finding]:
    """Finding by line, for lines within the scope; three statements per 900 lines, whatever is found."""
    found: dict[int, Finding] = {}
    for start in range(0, len(line_ids), 900):
        part = line_ids[start : start + 900]
        facts = _joined(shown, part)
        elsewhere, twice = _others(part)
        proved = _with_proof(part)
        for number, rows in facts.items():
            names = _names(rows, number in elsewhere, number in twice, number in proved, residence_min_month, on)
            found[number] = _finding(rows, names)
    return found


def _joined(shown: Shown, ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The line beside everybody in the scope who has its NIK (one row of NULLs when nobody has)."""
    people, inside = shown.scope.where("p.area_code")
    family, again = shown.scope.where("f.area_code")
    own, mine = shown.scope.where("l.area_code")
    columns = ", ".join([*(f"l.{one}" for one in _LINE), *(f"p.{one}" for one in _PERSON)])
    sql = (
        f"SELECT {columns}, EXISTS (SELECT 1 FROM pub_person AS f WHERE f.nkk = l.nkk AND l.nkk <> ''"
        f" AND f.nik <> l.nik AND f.paid_by_city AND f.active AND {family}) AS with_family"
        f" FROM casework_proposalline AS l LEFT JOIN pub_person AS p ON p.nik = l.nik AND l.nik <> '' AND {people}"
        f" WHERE l.id IN ({', '.join(['%s'] * len(ids))}) AND {own}"
        " ORDER BY l.id, p.in_register DESC, p.person_id"
    )
    rows: dict[int, list[dict[str, Any]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*again, *inside, *ids, *mine])
        names = [*_LINE, *_PERSON, "with_family"]
        for row in cursor.fetchall():
            rows[row[0]].append(dict(zip(names, row, strict=True)))
    return rows


def _others(ids: Sequence[int]) -> tuple[set[int], set[int]]:
    """Lines whose NIK stands in another open proposal; lines whose NIK stands earlier in their own."""
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.id, o.proposal_id = l.proposal_id FROM casework_proposalline AS l JOIN casework_proposalline AS o"
            " ON o.nik = l.nik AND o.id <> l.id AND l.nik <> ''"
            " AND (o.open OR (o.proposal_id = l.proposal_id AND o.id < l.id AND o.state = l.state))"
            f" WHERE l.id IN ({marks})",
            list(ids),
        )
        rows = cursor.fetchall()
    return {number for number, here in rows if not here}, {number for number, here in rows if here}


def _with_proof(ids: Sequence[int]) -> set[int]:
    """Lines with a paper that proves the removal."""
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT line_id FROM casework_proposaldocument WHERE document = 'removal_proof' AND line_id IN ({marks})",
            list(ids),
        )
        return {number for (number,) in cursor.fetchall()}


def _names(
    rows: list[dict[str, Any]], elsewhere: bool, twice: bool, proved: bool, residence: int | None, on: date
) -> list[str]:
    """Every finding of one line, before its kind decides what matters."""
    line = rows[0]
    people = [row for row in rows if row["person_id"] is not None]
    names = set(_of_number(line["nik"]))
    names |= {"nik_shared"} if len(people) > 1 else set()
    names |= {"not_in_register"} if line["nik"] and not any(row["in_register"] for row in people) else set()
    names |= {"open_elsewhere"} if elsewhere else set()
    names |= {"twice_here"} if twice else set()
    names |= set(_of_cover(people)) | set(_of_decile(people, on)) | set(_of_residence(line, residence, on))
    if line["kind"] == "remove":
        names |= set(_of_removal(people, proved))
    return [name for name, one in checks().items() if name in names and line["kind"] in one.stop]


def _of_number(nik: str) -> Iterable[str]:
    if not nik:
        yield "nik_missing"
    elif set(parse_nik(nik).damages) - COSMETIC:
        yield "nik_damaged"


def _of_cover(people: list[dict[str, Any]]) -> Iterable[str]:
    for row in people:
        if row["register_status"] == "DEAD":
            yield "dead"
        if row["register_status"] == "MOVED":
            yield "moved"
        if row["has_doubt"]:
            yield "open_doubt"
        if row["active"] and row["paid_by_city"]:
            yield "already_active"
        elif row["active"]:
            yield "double_funding" if row["segment"] in {PBI_APBN, PPU} else "active_self"


def _of_decile(people: list[dict[str, Any]], on: date) -> Iterable[str]:
    limit = load_rules().value_or_none("dtsen_pbi_decile_max", on)
    deciles = [row["decile"] for row in people if row["decile"] is not None]
    if limit is not None and deciles:
        yield "pbi_first" if min(deciles) <= int(limit) else "outside_decile"


def _of_residence(line: Mapping[str, Any], months: int | None, on: date) -> Iterable[str]:
    since = _day(line["resident_since_on"])
    if months and since is None:
        yield "residence_unknown"
    elif months and since and months_between(since, on) < months:
        yield "not_resident_long"


def _of_removal(people: list[dict[str, Any]], proved: bool) -> Iterable[str]:
    """A card of the dead, the moved or those whom another pays is evidence by the registers; else a paper is needed."""
    paid = [row for row in people if (row["pemda_card_count"] or 0) > 0]
    if not paid:
        yield "not_paid_by_city"
    by_register = any(
        row["register_status"] in {"DEAD", "MOVED"} or (row["active"] and row["segment"] in {PBI_APBN, PPU})
        for row in people
    )
    if not proved and not by_register:
        yield "no_evidence"


def _finding(rows: list[dict[str, Any]], names: list[str]) -> Finding:
    kind = rows[0]["kind"]
    deciles = [row["decile"] for row in rows if row["decile"] is not None]
    deadlines = [day for row in rows if (day := _day(row["deadline_on"]))]
    return Finding(
        names=tuple(names),
        blocked=any(checks()[name].blocks(kind) for name in names),
        decile=min(deciles, default=None),
        deadline_on=min(deadlines, default=None),
        completes_family=bool(rows[0]["with_family"]),
    )
