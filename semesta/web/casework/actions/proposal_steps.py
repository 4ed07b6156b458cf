"""Doing a step on lines: pass on, return, decline, withdraw, decide. Nobody does two steps in a row (req 28)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.rules.load import load_rules
from semesta.rules.proposals import flows
from semesta.web.casework.actions.proposals import check_lines, mark_elsewhere, may, open_one
from semesta.web.casework.actions.quota import release, reserve
from semesta.web.casework.flows import city_of, contract_of, due_at, terms_of
from semesta.web.casework.models import ProposalDocument, ProposalLine, ProposalStep
from semesta.web.casework.models.proposals import Kind, State
from semesta.web.casework.queries.waiting import skipped
from semesta.web.casework.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from semesta.web.core.published.shown import Shown
    from semesta.web.core.scope import Scope

AT_ONCE = 500


@dataclass
class Moved:
    """What became of the lines: done, or why not; each line is in exactly one of them."""

    done: list[int] = field(default_factory=list)
    own_step_before: list[int] = field(default_factory=list)
    papers_missing: list[int] = field(default_factory=list)
    blocked: list[int] = field(default_factory=list)
    not_here: list[int] = field(default_factory=list)


def send(scope: Scope, shown: Shown, line_ids: Sequence[int], note: str = "") -> Moved:
    """Drafts and returned lines leave the office: checked once more, without what blocks, with their papers."""
    may(scope, "proposals.write")
    check_lines(scope, shown, line_ids)
    return _move(scope, "propose", line_ids, note, guard=_sendable)


def verify(scope: Scope, shown: Shown, line_ids: Sequence[int], note: str = "") -> Moved:
    """Lines are checked again, now over the whole area of this office, and passed on."""
    may(scope, "proposals.validate")
    check_lines(scope, shown, line_ids)
    return _move(scope, "verify", line_ids, note)


def write_letter(scope: Scope, line_ids: Sequence[int], note: str = "") -> Moved:
    """The letter to the facility is written (flow C); its number stands among the papers."""
    may(scope, "proposals.decide")
    return _move(scope, "letter", line_ids, note)


def decide(scope: Scope, shown: Shown, line_ids: Sequence[int], note: str = "") -> Moved:
    """Lines are decided and hold a place and its money; all of them, or none when quota or budget do not reach.

    Passing over somebody who waits before them needs a note. Each line carries the day on which cover would begin if
    BPJS Kesehatan had it today.
    """
    may(scope, "proposals.decide")
    with transaction.atomic():
        return _decide(scope, shown, line_ids, note)


def _decide(scope: Scope, shown: Shown, line_ids: Sequence[int], note: str) -> Moved:
    check_lines(scope, shown, line_ids)
    adds = _adding(scope, line_ids)
    if not note.strip() and (missed := skipped(scope, adds) if adds else 0):
        raise Refusal(
            _("%(n)s who wait before them are passed over. Write down why, or take them too.") % {"n": missed}
        )
    now = timezone.localdate()
    moved = _move(scope, "decide", line_ids, note)
    taken = [number for number in moved.done if number in set(adds)]
    if taken:
        area = city_of(ProposalLine.unscoped.get(pk=taken[0]).area_code)
        start = terms_of(shown, area, now, contract_of(area, now.year)).start(now)
        reserve(area, taken, start)
        ProposalLine.unscoped.filter(pk__in=taken).update(start_on=start)
    return moved


def _adding(scope: Scope, line_ids: Sequence[int]) -> list[int]:
    rows = ProposalLine.objects.within(scope).filter(pk__in=line_ids, step="decide").exclude(kind=Kind.REMOVE)
    return list(rows.values_list("pk", flat=True))


def give_back(scope: Scope, line_ids: Sequence[int], reason: str) -> Moved:
    """Lines go back to the office that proposed them, with the reason; they can be corrected and sent again."""
    return _end(scope, line_ids, reason, State.RETURNED, step="propose", at=("verify", "decide"))


def decline(scope: Scope, line_ids: Sequence[int], reason: str) -> Moved:
    """Lines are closed: this office does not register them."""
    return _end(scope, line_ids, reason, State.REFUSED, step="", at=("verify", "decide"))


def withdraw(scope: Scope, line_ids: Sequence[int], reason: str) -> Moved:
    """The proposing office takes sent lines back, as long as nobody decided."""
    may(scope, "proposals.write")
    return _end(scope, line_ids, reason, State.WITHDRAWN, step="", at=("propose", "verify", "decide"), own=True)


# -- the step itself


def held_lines(scope: Scope, step: str, line_ids: Iterable[int]) -> list[ProposalLine]:
    """Those of the lines that wait for this step within the scope, locked."""
    rows = ProposalLine.objects.within(scope).select_related("proposal").select_for_update(of=("self",))
    found: list[ProposalLine] = []
    wanted = list(line_ids)
    for start in range(0, len(wanted), AT_ONCE):
        found += rows.filter(pk__in=wanted[start : start + AT_ONCE], step=step).order_by("pk")
    return found


def _move(scope: Scope, step: str, line_ids: Sequence[int], note: str, guard: Any = None) -> Moved:
    """Every line that may do the step has done it."""
    lines = held_lines(scope, step, line_ids)
    moved = Moved(not_here=sorted(set(line_ids) - {line.pk for line in lines}))
    missing = _papers_missing(lines)
    ready = []
    for line in lines:
        if line.last_user_id == scope.user_id and step != "propose":
            moved.own_step_before.append(line.pk)
        elif line.blocked:
            moved.blocked.append(line.pk)
        elif line.pk in missing:
            moved.papers_missing.append(line.pk)
        elif not scope.may(flows()[line.proposal.flow].step(step).permission):
            moved.not_here.append(line.pk)
        else:
            ready.append(line)
    if guard is not None:
        ready = guard(ready, moved)
    pass_on(scope, ready, note)
    moved.done = [line.pk for line in ready]
    return moved


def _sendable(lines: list[ProposalLine], moved: Moved) -> list[ProposalLine]:
    """Those whose NIK stands in no other open line: the database says so, also when two offices send at once."""
    try:
        with transaction.atomic():
            for start in range(0, len(lines), AT_ONCE):
                part = [line.pk for line in lines[start : start + AT_ONCE]]
                ProposalLine.unscoped.filter(pk__in=part).update(open=True)
    except IntegrityError:
        lost = [line.pk for line in lines if not open_one(line.pk)]
        mark_elsewhere(lost)
        moved.blocked += lost
        return [line for line in lines if line.pk not in set(lost)]
    return lines


def pass_on(scope: Scope, lines: Sequence[ProposalLine], note: str = "", **also: Any) -> None:
    """The awaited step of each line is done by the actor: state, next step and its clock, and a row of history."""
    now = timezone.now()
    cut_off = _cut_off_day(lines)
    groups: dict[tuple[str, str, datetime | None], list[ProposalLine]] = defaultdict(list)
    for line in lines:
        flow = flows()[line.proposal.flow]
        done, following = flow.step(line.step), flow.after(line.step)
        promised = line.proposal.working_days
        due = due_at(following, promised, now, line.sent_at or now, cut_off) if following else None
        groups[done.becomes, following.name if following else "", due].append(line)
    for (state, step, due), group in groups.items():
        _record(scope, group, "done", state, now, note)
        _write(group, {"state": state, "step": step, "due_at": due, "last_user_id": scope.user_id, "reason": "",
                       "at_step_since": now, **also})  # fmt: skip
        fresh = [line.pk for line in group if line.sent_at is None]
        ProposalLine.unscoped.filter(pk__in=fresh).update(sent_at=now)


def _cut_off_day(lines: Sequence[ProposalLine]) -> int:
    """The cut-off day by the city's agreement of this year, else by the rule."""
    today = timezone.localdate()
    contract = contract_of(lines[0].area_code, today.year) if lines else None
    return (contract.cut_off_day if contract else None) or load_rules().whole("cut_off_day", today)


def _end(
    scope: Scope, line_ids: Sequence[int], reason: str, state: str, *, step: str, at: tuple[str, ...], own: bool = False
) -> Moved:
    """Lines that wait at one of these steps leave it with a reason. `own`: by the office that proposed."""
    if not reason.strip():
        raise Refusal(_("Write down the reason: the kelurahan will read it."))
    moved = Moved()
    for name in at:
        for line in held_lines(scope, name, line_ids):
            flow = flows()[line.proposal.flow]
            permitted = scope.may("proposals.write" if own else flow.step(name).permission)
            if not permitted or line.state == State.DRAFT:
                moved.not_here.append(line.pk)
            elif line.last_user_id == scope.user_id and not own:
                moved.own_step_before.append(line.pk)
            else:
                close([line], scope, reason, state, step)
                moved.done.append(line.pk)
    moved.not_here += sorted(set(line_ids) - {*moved.done, *moved.own_step_before, *moved.not_here})
    return moved


def close(lines: Sequence[ProposalLine], scope: Scope | None, reason: str, state: str, step: str = "") -> None:
    """The lines stand in a state that is not the flow's next one; what they held is free again."""
    now = timezone.now()
    _record(scope, lines, state, state, now, reason)
    release([line.pk for line in lines])
    user = {"last_user_id": scope.user_id} if scope else {}
    _write(lines, {"state": state, "step": step, "open": False, "reason": reason[:500], "due_at": None,
                   "at_step_since": now, **user})  # fmt: skip


def _record(
    scope: Scope | None, lines: Sequence[ProposalLine], deed: str, state: str, now: datetime, note: str
) -> None:
    ProposalStep.unscoped.bulk_create(
        [
            ProposalStep(
                line=line, area_code=line.area_code, step=line.step or "file", deed=deed, state_before=line.state,
                state_after=state, user_id=scope.user_id if scope else None,
                organisation=scope.organisation_name if scope else "", since=line.at_step_since, at=now,
                due_at=line.due_at, note=note.strip()[:500],
            )
            for line in lines
        ],
        batch_size=AT_ONCE,
    )  # fmt: skip


def _write(lines: Sequence[ProposalLine], values: dict[str, Any]) -> None:
    for start in range(0, len(lines), AT_ONCE):
        part = [line.pk for line in lines[start : start + AT_ONCE]]
        ProposalLine.unscoped.filter(pk__in=part).update(version=F("version") + 1, **values)


def _papers_missing(lines: Sequence[ProposalLine]) -> set[int]:
    """Lines for which a paper that the awaited step asks for is not at hand."""
    wanted = {line.pk: set(flows()[line.proposal.flow].step(line.step).papers(line.kind)) for line in lines}
    for line in lines:
        if line.kind == Kind.REMOVE:
            wanted[line.pk] -= {"removal_proof"}  # a register may be the evidence: the check says so
    asked = [number for number, papers in wanted.items() if papers]
    for start in range(0, len(asked), AT_ONCE):
        part = asked[start : start + AT_ONCE]
        for number, paper in ProposalDocument.unscoped.filter(line_id__in=part).values_list("line_id", "document"):
            wanted[number].discard(paper)
    return {number for number, papers in wanted.items() if papers}
