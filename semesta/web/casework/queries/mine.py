"""What waits for one user: for their own hand, their office or their side. One statement per kind of work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from semesta.web.casework.models import BillAct, Side, StatementSignature
from semesta.web.casework.models.runs import ProposalState, UploadState
from semesta.web.casework.queries import bills, cases, doubts, employers, episodes, exchange, proposals, runs, subjects
from semesta.web.core.exports.actions import may_decide
from semesta.web.core.exports.models import ExportRequest, ExportState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from semesta.web.core.scope import Scope


@dataclass(frozen=True)
class Waiting:
    """`count` pieces of `what`; `late` of them past their day."""

    what: str
    count: int
    late: int = 0


def waiting_for(scope: Scope, today: date) -> list[Waiting]:
    """Every kind of work the role has a hand in, also when nothing of it waits."""
    return [
        *_cases(scope, today),
        *_doubts(scope),
        *_proposals(scope),
        *_episodes(scope),
        *_runs(scope),
        *_statements(scope),
        *_bills(scope),
        *_firms(scope, today),
        *_exports(scope),
        *_subjects(scope),
    ]


def _cases(scope: Scope, today: date) -> Iterator[Waiting]:
    if scope.may("cases.act") or scope.may("cases.assign"):
        found = cases.counts(scope, "", today).value
        if scope.may("cases.act"):
            yield Waiting("my_cases", found.mine)
        if scope.may("cases.assign"):
            yield Waiting("unassigned_cases", found.unassigned)
        yield Waiting("late_cases", found.late, found.late)


def _doubts(scope: Scope) -> Iterator[Waiting]:
    if scope.may("doubts.decide"):
        shown = cases.shown_or_none(scope)
        yield Waiting("doubts", doubts.waiting(shown).count() if shown else 0)


def _proposals(scope: Scope) -> Iterator[Waiting]:
    if proposals.my_steps(scope):
        yield Waiting("proposals", proposals.tab_counts(scope)["todo"])


def _episodes(scope: Scope) -> Iterator[Waiting]:
    if scope.may("counter.read"):
        counts = episodes.tab_counts(scope)
        for office, needed in episodes.BY_OFFICE.items():
            if scope.may(needed):
                yield Waiting("episodes", counts[office])
        if scope.may("cases.assign") and not any(scope.may(needed) for needed in episodes.BY_OFFICE.values()):
            yield Waiting("episodes_up", counts["escalated"], counts["escalated"])


def _runs(scope: Scope) -> Iterator[Waiting]:
    if scope.may("runs.upload"):
        yield Waiting("files", runs.undecided(scope).filter(state=UploadState.UNDERSTOOD).count())
    if scope.may("runs.publish"):
        asked = runs.proposals(scope).filter(state=ProposalState.PROPOSED).exclude(proposed_by=scope.user_id)
        yield Waiting("publications", asked.count())


def _statements(scope: Scope) -> Iterator[Waiting]:
    if scope.may("cooperation.sign"):
        signed = StatementSignature.objects.within(scope).filter(side=exchange.side_of(scope)).values("statement_id")
        unsigned = exchange.statements(scope).filter(signed_at__isnull=True).exclude(pk__in=signed)
        yield Waiting("statements", unsigned.count())


def _bills(scope: Scope) -> Iterator[Waiting]:
    if not (scope.may("bills.check") or scope.may("bills.agree")):
        return
    shown = cases.shown_or_none(scope)
    held = [signed for _, signed in bills.bills_by_sign_off(shown)] if shown else []
    if scope.may("bills.check"):
        yield Waiting("bills_to_check", sum(one.checked is None for one in held))
    if scope.may("bills.agree"):
        own = BillAct.BPJS_AGREED if exchange.side_of(scope) == Side.BPJS else BillAct.CITY_AGREED
        yield Waiting("bills_to_agree", sum(one.checked is not None and own not in one.held for one in held))


def _firms(scope: Scope, today: date) -> Iterator[Waiting]:
    held = scope.role.permissions
    if employers.has_turn(held):
        turn = employers.turn_of(held, today)
        counts = employers.counts_of(scope, {"turn": turn, "late": turn & employers.ran_out(today)})
        yield Waiting("firms", counts["turn"], counts["late"])


def _exports(scope: Scope) -> Iterator[Waiting]:
    if scope.may("exports.approve"):
        asked = ExportRequest.objects.within(scope).filter(state=ExportState.WAITING, expires_at__gt=timezone.now())
        yield Waiting("exports", sum(may_decide(one, scope) for one in asked))


def _subjects(scope: Scope) -> Iterator[Waiting]:
    if scope.may("subjects.handle"):
        asked = subjects.open_requests(scope)
        yield Waiting("requests", asked.count(), asked.filter(due_at__lt=timezone.now()).count())
