"""Hand-offs of an episode: facility → Dinsos → Dinkes → the file, each with time stamps that the facility sees.

The service target counts from the facility's first request; giving back to the facility and sending again begin anew.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.rules.proposals import checks, flows
from semesta.web.casework.actions import proposal_steps as steps
from semesta.web.casework.actions.episode import change, held_episode
from semesta.web.casework.actions.proposals import add_numbers, note_document, set_health
from semesta.web.casework.actions.purpose import for_purpose
from semesta.web.casework.flows import chosen_flows, contract_of, terms_of
from semesta.web.casework.models import Episode, EpisodePaper, EpisodeState, EpisodeTurn, Proposal, ProposalLine
from semesta.web.casework.models.proposals import Kind
from semesta.web.casework.queries.episodes import BY_OFFICE, ONE_HOUR_FLOW, may_act, target_hours
from semesta.web.casework.refusal import Refusal
from semesta.web.core.reading import language

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from semesta.web.core.published.shown import Shown
    from semesta.web.core.scope import Scope

REMIND_AGAIN = timedelta(minutes=15)
DINSOS_OWN = "dinsos_letter"


def see(scope: Scope, episode: Episode) -> None:
    """The first look of the office whose turn it is has its time stamp, for the facility to see."""
    if may_act(scope, episode):
        EpisodeTurn.objects.within(scope).filter(episode=episode, to_at__isnull=True, seen_at__isnull=True).update(
            seen_at=timezone.now()
        )


def send(scope: Scope, public_id: UUID, version: int, note: str = "") -> None:
    """The facility asks for the registration: it is Dinsos' turn, and the service target runs."""
    with for_purpose(scope, "counter.serve", "ask for the registration of a patient"):
        episode = held_episode(scope, public_id, version)
        if episode.state != EpisodeState.FACILITY:
            raise Refusal(_("The request is on its way already."))
        if not (episode.nik or episode.name):
            raise Refusal(_("Find out first who the patient is; care goes on meanwhile."))
        now = timezone.now()
        due = now + timedelta(hours=target_hours(timezone.localdate(now)))
        _pass(scope, episode, EpisodeState.DINSOS, "sent", note, now, due, sent_at=episode.sent_at or now)


def remind(scope: Scope, public_id: UUID) -> None:
    """The office whose turn it is sees that the facility waits; at most every quarter of an hour."""
    with for_purpose(scope, "counter.serve", "remind an office of a patient"):
        episode = held_episode(scope, public_id)
        now = timezone.now()
        turns = EpisodeTurn.objects.within(scope).filter(episode=episode, to_at__isnull=True, office__in=BY_OFFICE)
        turn = turns.first()
        if turn is None:
            raise Refusal(_("No office has the request now."))
        if turn.reminded_at and now - turn.reminded_at < REMIND_AGAIN:
            raise Refusal(_("You reminded them a moment ago."))
        turns.update(reminded_at=now)


def recommend(
    scope: Scope, shown: Shown, public_id: UUID, version: int, *, letter: str, papers: Sequence[str], note: str = ""
) -> None:
    """Dinsos says that the patient is entitled: a proposal of the one-hour counter is sent and it is Dinkes' turn.

    Refused, with what to do, when a paper is missing or a check holds the person back; nothing was written then.
    """
    with for_purpose(scope, "proposals.validate", "recommend a patient for registration"), transaction.atomic():
        episode = _at(scope, public_id, version, EpisodeState.DINSOS)
        if not letter.strip():
            raise Refusal(_("Enter the number of the letter of recommendation."))
        line = episode.line if episode.line is not None and episode.line.step == "propose" else None
        line = line or _line(scope, shown, episode)
        for name in dict.fromkeys([*papers, *_held(scope, episode)]):
            if name in flows()[line.proposal.flow].first.papers(line.kind):
                note_document(scope, line, name, "", None)
        note_document(scope, line, DINSOS_OWN, letter.strip()[:100], timezone.localdate())
        moved = steps.send(scope, shown, [line.pk], _reference(episode, note))
        if moved.papers_missing:
            raise Refusal(_("Papers are missing. Tick what you hold, or give the request back with what is missing."))
        if not moved.done:
            raise Refusal(_why_blocked(line))
        _pass(scope, episode, EpisodeState.DINKES, "recommended", note, timezone.now(), episode.due_at, line=line)


def _line(scope: Scope, shown: Shown, episode: Episode) -> ProposalLine:
    """One line of a new proposal: on the flow that the city chose for care, else on that of the one-hour counter."""
    if not episode.nik:
        raise Refusal(_("Without a NIK nobody can be registered. Give the request back, or have Dukcapil issue one."))
    kind = Kind.NEWBORN if episode.identity == "newborn" else Kind.CARE
    chosen = chosen_flows(episode.area_code, timezone.localdate())[kind]
    flow = chosen.flow.name if chosen.by_choice and kind in chosen.flow.kinds else ONE_HOUR_FLOW
    proposal = Proposal.objects.create(
        kind=kind, flow=flow, working_days=dict(chosen.working_days) if chosen.by_choice else {},
        area_code=episode.area_code, organisation=scope.organisation_name, user_id=scope.user_id,
    )  # fmt: skip
    add_numbers(scope, shown, proposal, [episode.nik])
    line: ProposalLine = ProposalLine.objects.within(scope).select_related("proposal").get(proposal=proposal)
    return line


def _held(scope: Scope, episode: Episode) -> list[str]:
    rows = EpisodePaper.objects.within(scope).filter(episode=episode)
    return list(rows.values_list("document", flat=True))


def _why_blocked(line: ProposalLine) -> str:
    """The first finding that holds the line back, with what to do about it."""
    line.refresh_from_db()
    for name in line.findings:
        one = checks()[name]
        if one.blocks(line.kind):
            return f"{one.title(language())}. {one.advice(language())}"
    return _("The checks hold this person back.")


def listed(scope: Scope, public_id: UUID, version: int, note: str) -> None:
    """Dinsos entered the patient in SIKS-NG: the centre decides, the next file shows it."""
    with for_purpose(scope, "proposals.validate", "a patient was entered in SIKS-NG"):
        episode = _at(scope, public_id, version, EpisodeState.DINSOS)
        if not note.strip():
            raise Refusal(_("Enter the number or day of the entry in SIKS-NG."))
        now = timezone.now()
        _pass(scope, episode, EpisodeState.FILE, "listed", note, now, None, settled_at=now,
              registered_on=timezone.localdate(now))  # fmt: skip


def register(scope: Scope, shown: Shown, public_id: UUID, version: int, note: str = "") -> date:
    """Dinkes registers: the line is decided, within quota and budget; the day on which cover begins.

    The patient waits for no place in the list: being in care comes first (rules/proposal/priority.yaml).
    """
    with for_purpose(scope, "proposals.decide", "register a patient in care"), transaction.atomic():
        episode = _at(scope, public_id, version, EpisodeState.DINKES)
        line = episode.line
        if line is not None and line.step == "decide":
            if scope.sees("health"):
                set_health(scope, line, "in_care")
            moved = steps.decide(scope, shown, [line.pk], _reference(episode, note))
            if moved.own_step_before:
                raise Refusal(_("Nobody does two steps in a row: a colleague does this one."))
            if not moved.done:
                raise Refusal(_why_blocked(line))
        elif line is None or line.step not in {"export", "reply", ""}:
            raise Refusal(_("The proposal waits for a step before yours. Open it under Proposals."))
        now = timezone.now()
        today = timezone.localdate(now)
        start_on = terms_of(shown, episode.area_code, today, contract_of(episode.area_code, today.year)).start(today)
        _pass(scope, episode, EpisodeState.FILE, "registered", note, now, None, settled_at=now, registered_on=today,
              start_on=start_on)  # fmt: skip
        return start_on


def give_back(scope: Scope, public_id: UUID, version: int, reason: str) -> None:
    """Back at the facility with what is missing; the patient goes on being served. What was proposed is withdrawn."""
    if not scope.may("counter.read"):
        raise PermissionError("counter.read")
    episode = held_episode(scope, public_id, version)
    needed = BY_OFFICE.get(episode.state, "counter.read")
    with for_purpose(scope, needed, "give a patient's request back"), transaction.atomic():
        if not may_act(scope, episode):
            raise Refusal(_("The request is not at your office now."))
        if not reason.strip():
            raise Refusal(_("Write down what is missing: the facility will read it."))
        line = episode.line
        if line is not None and line.step in {"verify", "decide"} and episode.state == EpisodeState.DINKES:
            steps.give_back(scope, [line.pk], _reference(episode, reason))
        _pass(scope, episode, EpisodeState.FACILITY, "returned", reason, timezone.now(), None)


def _at(scope: Scope, public_id: UUID, version: int, state: str) -> Episode:
    episode = held_episode(scope, public_id, version)
    if episode.state != state or not may_act(scope, episode):
        raise Refusal(_("The request is not at your office now."))
    return episode


def _pass(
    scope: Scope, episode: Episode, state: str, deed: str, note: str, now: datetime, due: datetime | None, **values: Any
) -> None:
    """The open turn ends with this deed and the next one begins."""
    EpisodeTurn.objects.within(scope).filter(episode=episode, to_at__isnull=True).update(
        to_at=now, deed=deed, note=note.strip()[:300], user_id=scope.user_id, organisation=scope.organisation_name
    )
    EpisodeTurn.unscoped.create(episode=episode, area_code=episode.area_code, office=state, from_at=now, due_at=due)
    change(episode, state=state, at_since=now, due_at=due, **values)


def _reference(episode: Episode, note: str) -> str:
    """What the proposal's history says: which episode, never who or why ill."""
    return f"{episode.number}. {note.strip()}".strip(" .")
