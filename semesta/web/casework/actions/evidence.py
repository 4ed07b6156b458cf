"""What a publication says about cases, as SQL for both databases: work to do, and what became of it."""

# ruff: noqa: S608  (names of our own tables and columns; literals are made here)
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone

from semesta.web.casework.clocks import arrears_ends, promised_on, reminder
from semesta.web.casework.models.cases import OPEN_STATES, SAID_BY_PEOPLE, CaseKind
from semesta.web.casework.words import FIRST_OFFICE
from semesta.web.core.published.layout import placed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from semesta.web.core.published.models import Publication

BY_LIKENESS = ("probable", "kept")
"""Ways of linking that rest on a score; 'kept' is a scored link of an earlier month."""
SAME_SUBJECT = "w.kind = c.kind AND w.subject = c.subject"
PROVING = ("covered", "card_ended", "settled", "paying_on")
"""Evidence that what was claimed is so."""
WORK = "subject, person_id, area_code, title, route, reason, priority, urgent, due_on, promised_on"


@dataclass(frozen=True)
class Source:
    """One source of cases: their `kinds`, the work that the files give (columns kind and WORK), and SQL `evidence` of
    what the files show about a case `c` of which they give no work any more; `joined`: what evidence looks at.
    """

    kinds: tuple[str, ...]
    work: str
    evidence: str
    joined: str = ""
    by_person: bool = False
    next_edge: str = ""


def sources(publication: Publication) -> list[Source]:
    """All sources of a publication."""
    space = publication.space
    return [_people(space, publication.month), _reminders(space, publication.month), _births(space), _employers(space)]


def statements(
    source: Source, publication: Publication, low: int | None, high: int | None
) -> Iterator[tuple[str, str]]:
    """(name of the count, statement) in the order in which they are carried out, for persons in (low, high]."""
    work = f"SELECT w.* FROM ({source.work}) AS w WHERE {_between('w', source, low, high)}"
    # The key of people is their number: both databases look it up; a text made of it they would compare with every row.
    same = "w.person_id = c.person_id AND w.kind = c.kind" if source.by_person else SAME_SUBJECT
    # Of people by their range alone: an index on kinds would lead to all cases of that kind.
    others = tuple(kind for kind in CaseKind.values if kind not in source.kinds)
    of_kinds = f"c.kind NOT IN {_texts(others)}" if source.by_person else f"c.kind IN {_texts(source.kinds)}"
    mine = f"{of_kinds} AND {_between('c', source, low, high)}"
    yield "refuted", _refute(work, mine, same, publication)
    yield "reopened", _reopen(work, mine, same)
    yield "updated", _update(work, mine, same)
    yield "opened", _open(work, same, publication)
    for name, wanted in (("to_confirm", "= 'to_confirm'"), ("judged", "<> 'to_confirm'")):
        yield name, _settle(source, work, mine, same, publication, wanted, confirm=name == "to_confirm")


# -- sources


def _people(space: str, month: date) -> Source:
    person, card = placed(space, "pub_person"), placed(space, "pub_card")
    ends = arrears_ends(month)
    months = (
        f"(SELECT max(k.arrears_month_count) FROM {card} AS k WHERE k.person_id = p.person_id AND k.psnoka = p.psnoka)"
    )
    arrears = " ".join(
        f"WHEN '{route}' THEN CASE {months} {' '.join(f'WHEN {n} THEN {_day(day)}' for n, day in days.items())} END"
        for route, days in ends.items()
    )
    due = f"coalesce(p.deadline_on, CASE p.route {arrears} END)" if arrears else "p.deadline_on"
    promised = promised_on("apbd_quota", timezone.localdate())
    gone = "p.class_name IN ('dead_but_member', 'moved_but_member')"
    return Source(
        kinds=("cover", "keep", "wrongly_paid"),
        work=(
            f"SELECT CASE WHEN p.upcoming THEN 'keep' WHEN {gone} AND p.status = 'ACTIVE' THEN 'wrongly_paid'"
            f" ELSE 'cover' END AS kind, 'p' || p.person_id AS subject, p.person_id, p.area_code, '' AS title, p.route,"
            f" coalesce(p.reason, '') AS reason, p.priority, coalesce(p.urgent, {_no()}) AS urgent, {due} AS due_on,"
            f" CASE p.route WHEN 'apbd_quota' THEN {_day(promised)} END"
            f" AS promised_on FROM {person} AS p WHERE p.priority IS NOT NULL"
        ),
        joined=f"LEFT JOIN {person} AS p ON p.person_id = c.person_id",
        evidence=(
            "CASE WHEN p.person_id IS NULL THEN 'not_in_files'"
            f" WHEN c.kind = 'wrongly_paid' THEN CASE WHEN p.status = 'ACTIVE' AND {gone} THEN 'no_work'"
            f" WHEN {gone} THEN 'card_ended' ELSE 'settled' END"
            f" WHEN {gone} OR p.class_name = 'left_register' THEN 'dead_or_moved'"
            " WHEN c.kind = 'keep' AND NOT p.active THEN 'lapsed'"
            f" WHEN p.active AND (coalesce(p.has_doubt, {_no()}) OR p.link_method IN {_texts(BY_LIKENESS)})"
            " THEN 'to_confirm' WHEN p.active THEN 'covered' ELSE 'no_work' END"
        ),
        by_person=True,
        next_edge=(
            f"SELECT person_id FROM {person} WHERE priority IS NOT NULL AND person_id > %s ORDER BY person_id"
            " LIMIT 1 OFFSET %s"
        ),
    )  # fmt: skip


def _reminders(space: str, month: date) -> Source:
    first, last, due = reminder(month)
    return Source(
        kinds=("remind",),
        work=(
            "SELECT 'remind' AS kind, 'p' || k.person_id AS subject, k.person_id, min(k.area_code) AS area_code,"
            f" '' AS title, 'pay_next' AS route, 'payment_9' AS reason, 6 AS priority, {_no()} AS urgent,"
            f" {_day(due)} AS due_on, {_day(None)} AS promised_on"
            f" FROM {placed(space, 'pub_card')} AS k WHERE k.segment = 'PBPU' AND k.status = 'ACTIVE' AND k.pisa = '1'"
            f" AND k.start_on BETWEEN {_day(first)} AND {_day(last)} AND k.person_id IS NOT NULL GROUP BY k.person_id"
        ),
        joined=f"LEFT JOIN {placed(space, 'pub_person')} AS p ON p.person_id = c.person_id",
        evidence="CASE WHEN p.person_id IS NULL THEN 'not_in_files' WHEN p.active THEN 'paying_on' ELSE 'lapsed' END",
    )


def _births(space: str) -> Source:
    """Births of babies who are in no register yet; once they are, the baby has a case as a person."""
    return Source(
        kinds=("newborn",),
        work=(
            "SELECT 'newborn' AS kind, 'b' || coalesce(b.nik, coalesce(b.mother_nik, '') || '|' ||"
            " coalesce(CAST(b.born_on AS text), '') || '|' || coalesce(b.name, '')) AS subject,"
            f" {_number(None)} AS person_id, min(b.area_code) AS area_code, min(coalesce(b.name, '')) AS title,"
            " 'newborn' AS route, min(CASE WHEN b.mother_active THEN 'mother_covered' ELSE 'mother_uncovered' END)"
            f" AS reason, 2 AS priority, {_no()} AS urgent, min(b.deadline_on) AS due_on,"
            f" {_day(None)} AS promised_on"
            f" FROM {placed(space, 'pub_newborn_work')} AS b WHERE NOT coalesce(b.in_register, {_no()}) GROUP BY 2"
        ),
        evidence="'settled'",
    )


def _employers(space: str) -> Source:
    return Source(
        kinds=("employer",),
        work=(
            f"SELECT 'employer' AS kind, 'e' || e.firm_key AS subject, {_number(None)} AS person_id,"
            " min(e.area_code) AS area_code, min(coalesce(e.name, '')) AS title, 'employer' AS route,"
            f" min(coalesce(e.finding, '')) AS reason, 4 AS priority, {_no()} AS urgent, {_day(None)} AS due_on,"
            f" {_day(None)} AS promised_on FROM {placed(space, 'pub_employer_work')} AS e"
            " WHERE e.firm_key IS NOT NULL GROUP BY e.firm_key"
        ),
        evidence="'settled'",
    )


# -- statements


def _refute(work: str, mine: str, same: str, publication: Publication) -> str:
    """A later month still gives the work that was claimed done, and the promised start is past: the claim is refuted.

    Not while the file shows the registration waiting for its start date.
    """
    month = _day(publication.month)
    return (
        f"UPDATE casework_case AS c SET state = 'refuted', judged_month = {month}, version = c.version + 1"
        f" FROM ({work}) AS w WHERE {same} AND {mine} AND c.state = 'claimed'"
        f" AND w.route <> 'wait_start' AND c.claimed_month < {month}"
        f" AND (c.claim_starts_on IS NULL OR c.claim_starts_on <= {month})"
    )


def _reopen(work: str, mine: str, same: str) -> str:
    """Work is there again: always when evidence had closed the case; when a person had, if route or reason differ."""
    said = _texts(SAID_BY_PEOPLE)
    return (
        "UPDATE casework_case AS c SET state = CASE WHEN c.assignee_id IS NULL THEN 'new' ELSE 'assigned' END,"
        f" closed_reason = '', closed_at = {_moment(None)}, claim = '', claimed_at = {_moment(None)},"
        f" claimed_month = {_day(None)}, claim_starts_on = {_day(None)}, to_confirm = {_no()},"
        " reopened_count = c.reopened_count + 1, version = c.version + 1"
        f" FROM ({work}) AS w WHERE {same} AND {mine}"
        f" AND c.state IN ('closed', 'proved') AND (c.closed_reason NOT IN {said}"
        " OR (c.route <> w.route OR c.reason <> w.reason) AND c.closed_reason NOT IN ('dead', 'mistake'))"
    )


def _update(work: str, mine: str, same: str) -> str:
    """An open case has the route, reason, priority, days and area of the file."""
    due = (
        "coalesce(w.due_on, CASE WHEN c.route <> w.route THEN w.promised_on WHEN w.promised_on IS NOT NULL"
        " THEN c.due_on END)"
    )
    pairs = {
        "area_code": "w.area_code", "title": "w.title", "route": "w.route", "reason": "w.reason",
        "priority": "w.priority", "urgent": "w.urgent", "due_on": due, 
        "to_confirm": _no(),
    }  # fmt: skip
    sets = ", ".join(f"{column} = {value}" for column, value in pairs.items())
    differ = " OR ".join(f"c.{column} IS DISTINCT FROM {value}" for column, value in pairs.items())
    return (
        f"UPDATE casework_case AS c SET {sets}, version = c.version + 1 FROM ({work}) AS w"
        f" WHERE {same} AND {mine} AND c.state IN {_texts(OPEN_STATES)}"
        f" AND ({differ})"
    )


def _open(work: str, same: str, publication: Publication) -> str:
    """Work without a case gets one; the office that usually begins has the first turn."""
    office = " ".join(f"WHEN '{route}' THEN '{office}'" for route, office in FIRST_OFFICE.items())
    return (
        "INSERT INTO casework_case (kind, subject, person_id, area_code, title, route, reason, priority, urgent,"
        " due_on, state, office, waiting_for, claim, to_confirm, closed_reason, opened_month, opened_at,"
        " reopened_count, version)"
        " SELECT w.kind, w.subject, w.person_id, w.area_code, w.title, w.route, w.reason, w.priority, w.urgent,"
        f" coalesce(w.due_on, w.promised_on), 'new', CASE w.route {office} ELSE 'dinsos' END, '', '',"
        f" {_no()}, '', {_day(publication.month)}, {_moment(timezone.now())}, 0, 1 FROM ({work}) AS w"
        f" WHERE NOT EXISTS (SELECT 1 FROM casework_case AS c WHERE {same})"
    )


def _settle(
    source: Source, work: str, mine: str, same: str, publication: Publication, wanted: str, *, confirm: bool
) -> str:  # fmt: skip
    """No work any more: proved, closed, or marked for a person to confirm, as the evidence says."""
    gone = f"NOT EXISTS (SELECT 1 FROM ({work}) AS w WHERE {same})"
    if not source.by_person:
        # Of one kind; asked once and not once per case.
        gone = f"c.subject NOT IN (SELECT w.subject FROM ({work}) AS w)"
    shown = (
        f"SELECT c.id, {source.evidence} AS evidence FROM casework_case AS c {source.joined} WHERE {mine}"
        f" AND c.state IN {_texts(OPEN_STATES)} AND {gone}"
    )
    if confirm:
        sets, only = f"to_confirm = {_yes()}", f" AND c.to_confirm = {_no()}"
    else:
        sets, only = (
            "state = CASE WHEN c.state = 'claimed' AND s.evidence IN " + _texts(PROVING) + " THEN 'proved' ELSE"
            f" 'closed' END, closed_reason = s.evidence, closed_at = {_moment(timezone.now())},"
            f" judged_month = {_day(publication.month)}, to_confirm = {_no()}"
        ), ""  # fmt: skip
    return (
        f"UPDATE casework_case AS c SET {sets}, version = c.version + 1 FROM ({shown}) AS s"
        f" WHERE s.id = c.id AND s.evidence {wanted}{only}"
    )


# -- literals, where the two databases differ


def _between(row: str, source: Source, low: int | None, high: int | None) -> str:
    if not source.by_person:
        return "(1 = 1)"
    edges = [f"{row}.person_id > {int(low)}"] if low is not None else []
    edges += [f"{row}.person_id <= {int(high)}"] if high is not None else []
    return " AND ".join(edges) or "(1 = 1)"


def _texts(values: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{value}'" for value in values) + ")"


def _on_postgres() -> bool:
    return connection.vendor == "postgresql"


def _no() -> str:
    return "false" if _on_postgres() else "0"


def _yes() -> str:
    return "true" if _on_postgres() else "1"


def _day(day: date | None) -> str:
    if day is None:
        return "CAST(NULL AS date)" if _on_postgres() else "NULL"
    return f"DATE '{day.isoformat()}'" if _on_postgres() else f"'{day.isoformat()}'"


def _number(value: int | None) -> str:
    return f"CAST({'NULL' if value is None else value} AS bigint)"


def _moment(at: datetime | None) -> str:
    """As Django writes a moment on each database: in UTC, on SQLite without a zone."""
    if at is None:
        return "CAST(NULL AS timestamp with time zone)" if _on_postgres() else "NULL"
    if _on_postgres():
        return f"TIMESTAMP WITH TIME ZONE '{at.isoformat()}'"
    return "'" + at.replace(tzinfo=None).isoformat(" ") + "'"
