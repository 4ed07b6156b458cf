"""What the newest file proves: a line counts only when the file shows it (req 20, 60)."""

# ruff: noqa: S608  (names of our own tables)
from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import F

from semesta.web.casework.actions.proposal_steps import close
from semesta.web.casework.actions.quota import count_again, paid_now
from semesta.web.casework.flows import city_of
from semesta.web.casework.models import Contract, ProposalLine, Reservation, TriageLine
from semesta.web.casework.models.proposals import Kind, State
from semesta.web.casework.models.quota import ReservationState
from semesta.web.casework.models.triage import Progress
from semesta.web.core.acting import Acting, acting
from semesta.web.core.published.shown import Shown, shown_to
from semesta.web.core.published.tables.models import Person
from semesta.web.core.scope import EVERYWHERE

AFTER_BPJS = (State.EXPORTED, State.ACCEPTED, State.LISTED)
BY_FILE = Acting(purpose="proved by the newest file")


@dataclass(frozen=True)
class Proved:
    """How many lines the file closed."""

    active: int
    removed: int
    triage: int


def prove() -> Proved:
    """After another run is shown: lines whose person is active and paid by the city are active; removals whose card is
    gone are done; people on triage lists who are covered are closed; agreements count the city's cards anew.

    By the tables' owner, who sees all.
    """
    with acting(BY_FILE):
        shown = shown_to(EVERYWHERE)
        active = _lines("EXISTS", "p.active AND p.paid_by_city", remove=False)
        close(active, None, "", State.ACTIVE)
        Reservation.objects.filter(line__in=active).update(state=ReservationState.PROVED)
        removed = _lines("NOT EXISTS", "p.pemda_card_count > 0", remove=True)
        close(removed, None, "", State.REMOVED)
        triage = _triage(shown)
        for area in set(Contract.objects.filter(year=shown.month.year).values_list("area_code", flat=True)):
            people = paid_now(shown.scope.within(Person.unscoped.filter(area_code__startswith=city_of(area))))
            count_again(area, people, shown.month)
    return Proved(len(active), len(removed), triage)


def _lines(how: str, condition: str, *, remove: bool) -> list[ProposalLine]:
    kind = "= %s" if remove else "<> %s"
    states = ", ".join(["%s"] * len(AFTER_BPJS))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT l.id FROM casework_proposalline AS l WHERE l.open AND l.kind {kind} AND l.nik <> ''"
            f" AND l.bpjs_file_id IS NOT NULL AND l.state IN ({states})"
            f" AND {how} (SELECT 1 FROM pub_person AS p WHERE p.nik = l.nik AND {condition})",
            [str(Kind.REMOVE), *(str(state) for state in AFTER_BPJS)],
        )
        found = [number for (number,) in cursor.fetchall()]
    lines: list[ProposalLine] = []
    for start in range(0, len(found), 500):
        lines += ProposalLine.unscoped.select_for_update().filter(pk__in=found[start : start + 500])
    return lines


def _triage(shown: Shown) -> int:
    """People of open triage lines who have active cover now: closed with the run as evidence."""
    covered = Person.unscoped.filter(active=True, nik__isnull=False)
    waiting = TriageLine.unscoped.exclude(progress=Progress.CLOSED).exclude(nik="")
    closed = 0
    numbers = list(waiting.values_list("nik", flat=True))
    for start in range(0, len(numbers), 500):
        found = list(covered.filter(nik__in=numbers[start : start + 500]).values_list("nik", flat=True))
        closed += waiting.filter(nik__in=found).update(
            progress=Progress.CLOSED, outcome="active", note=shown.run_id, version=F("version") + 1
        )
    return closed
