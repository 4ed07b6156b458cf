"""Starting a guarantee episode and what a facility writes at it. Care never waits for any of this (R6.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.rules.care_clock import no_refusal, papers_clock
from semesta.rules.load import load_rules
from semesta.web.casework.actions.purpose import for_purpose
from semesta.web.casework.models import (
    CounterDesk,
    Episode,
    EpisodeHealth,
    EpisodeOutcome,
    EpisodePaper,
    EpisodeState,
    EpisodeTurn,
    Ground,
    Identity,
)
from semesta.web.casework.models.episode import SAID_BY_FACILITY
from semesta.web.casework.queries.episodes import episodes_of
from semesta.web.casework.refusal import ChangedMeanwhile, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from semesta.web.core.scope import Scope

SERVE = "counter.serve"
LARGEST_BILL = 10_000_000_000


@dataclass(frozen=True)
class Patient:
    """Who is served, as known at the counter, with what the file of `run_id` says of them."""

    identity: str
    area_code: str
    person_id: int | None = None
    mother_person_id: int | None = None
    nik: str = ""
    nkk: str = ""
    psnoka: str = ""
    name: str = ""
    birth_on: date | None = None
    sex: str = ""
    description: str = ""
    run_id: str = ""
    month: date | None = None
    class_name: str = ""
    segment: str = ""
    reason: str = ""
    route: str = ""
    inactive_on: date | None = None
    arrears_months: int = 0


def start(
    scope: Scope, patient: Patient, *, care: str, admitted_at: datetime, ground: str = "", client_id: UUID | None = None
) -> Episode:
    """The open episode of this patient at the actor's facility: the one that is there, else a new one with both clocks.

    Sent again by a device (`client_id`), it is the same row.
    """
    with for_purpose(scope, SERVE, "start a guarantee episode"):
        held = _held_already(scope, patient, client_id)
        if held is not None:
            return held
        now, local = timezone.now(), timezone.localtime(admitted_at)
        if admitted_at > now:
            raise Refusal(_("The patient cannot have come in the future. Look at the clock of this device."))
        rules = load_rules()
        clock = papers_clock(rules, local, calendar_of(scope.organisation_id))
        protected = no_refusal(rules, patient.inactive_on, timezone.localdate())
        values: dict[str, Any] = {
            **vars(patient), "facility_id": scope.organisation_id, "opened_by_id": scope.user_id, "opened_at": now,
            "admitted_at": admitted_at, "care": care, "client_id": client_id, "papers_calendar": clock.calendar,
            "papers_due_at": clock.due_at, "protected_until_on": protected.until_on if protected else None,
            "at_since": now,
        }  # fmt: skip
        try:
            with transaction.atomic():
                made: Episode = Episode.unscoped.create(**values)
        except IntegrityError:  # a colleague, or another tab, was a moment earlier
            held = _held_already(scope, patient, client_id)
            if held is None:
                raise
            return held
        EpisodeTurn.unscoped.create(
            episode=made, area_code=made.area_code, office=EpisodeState.FACILITY, from_at=now,
            user_id=scope.user_id, organisation=scope.organisation_name,
        )  # fmt: skip
        if ground in Ground.values:
            EpisodeHealth.unscoped.create(episode=made, area_code=made.area_code, ground=ground, user_id=scope.user_id)
        return made


def _held_already(scope: Scope, patient: Patient, client_id: UUID | None) -> Episode | None:
    """By the device's own number, else the open one of the same person of the files."""
    own = episodes_of(scope)
    if client_id is not None and (sent := own.filter(client_id=client_id).first()):
        return sent
    if patient.person_id is None:
        return None
    return own.filter(person_id=patient.person_id, closed_at__isnull=True).first()


def calendar_of(organisation_id: int) -> str:
    """The facility's own calendar of the 3 x 24 hours; '' when it goes by the rule."""
    return CounterDesk.objects.filter(organisation_id=organisation_id).values_list("calendar", flat=True).first() or ""


def held_episode(scope: Scope, public_id: UUID, version: int | None = None) -> Episode:
    """The episode, locked, among those that the actor may see; ChangedMeanwhile when `version` is not its own."""
    rows = episodes_of(scope).select_related("facility", "line__proposal").select_for_update(of=("self",))
    found: Episode | None = rows.filter(public_id=public_id).first()
    if found is None:
        raise LookupError("no such episode here")
    if version is not None and found.version != version:
        raise ChangedMeanwhile(_("Somebody changed this episode meanwhile. Look at it again."))
    return found


def change(episode: Episode, **values: Any) -> None:
    """The episode is saved with these values and its next version."""
    for name, value in {**values, "version": episode.version + 1}.items():
        setattr(episode, name, value)
    episode.save(update_fields=["version", *values])


def note_papers(scope: Scope, episode: Episode, documents: Iterable[str], asked: Iterable[str]) -> None:
    """Of the papers asked for, exactly these are at hand."""
    with for_purpose(scope, SERVE, "papers of an episode"):
        _must_be_open(episode)
        wanted, every = set(documents), set(asked)
        held = set(EpisodePaper.objects.within(scope).filter(episode=episode).values_list("document", flat=True))
        EpisodePaper.objects.within(scope).filter(episode=episode, document__in=(held & every) - wanted).delete()
        fresh = sorted((wanted & every) - held)
        EpisodePaper.unscoped.bulk_create(
            EpisodePaper(episode=episode, area_code=episode.area_code, document=name, user_id=scope.user_id)
            for name in fresh
        )
        change(episode)


def set_bill(scope: Scope, episode: Episode, rupiah: int) -> None:
    """What the facility thinks that this patient's care costs; no tariff is known to Semesta."""
    with for_purpose(scope, SERVE, "estimate of the bill"):
        if not 0 <= rupiah <= LARGEST_BILL:
            raise Refusal(_("Enter a whole amount in rupiah, at most Rp 10 billion."))
        change(episode, bill_rupiah=rupiah)


def set_ground(scope: Scope, episode: Episode, ground: str) -> None:
    """Why care cannot wait; '' takes it back."""
    with for_purpose(scope, SERVE, "ground of an episode"):
        if ground and ground not in Ground.values:
            raise Refusal(_("Unknown ground."))
        EpisodeHealth.objects.within(scope).filter(episode=episode).delete()
        if ground:
            EpisodeHealth.unscoped.create(
                episode=episode, area_code=episode.area_code, ground=ground, user_id=scope.user_id
            )
        change(episode)


def identify(scope: Scope, episode: Episode, patient: Patient) -> Episode:
    """The patient of the episode is this person of the files; clocks keep their beginning.

    When the facility has an open episode of that person already, this one goes on in it; the earlier arrival counts.
    """
    with for_purpose(scope, SERVE, "the patient was identified"):
        _must_be_open(episode)
        if episode.identity == Identity.KNOWN:
            raise Refusal(_("The patient of this episode is known already."))
        other = episodes_of(scope).filter(person_id=patient.person_id, closed_at__isnull=True).first()
        if other is not None:
            _merge(scope, episode, other)
            return other
        protected = no_refusal(load_rules(), patient.inactive_on, timezone.localdate())
        known: Mapping[str, Any] = {
            name: value for name, value in vars(patient).items() if name not in {"description", "mother_person_id"}
        }
        change(episode, **{**known, "protected_until_on": protected.until_on if protected else None})
        for row in (EpisodeTurn, EpisodePaper, EpisodeHealth):
            row.unscoped.filter(episode=episode).update(area_code=patient.area_code)
        return episode


def _merge(scope: Scope, episode: Episode, other: Episode) -> None:
    if episode.admitted_at < other.admitted_at:
        change(
            other, admitted_at=episode.admitted_at, papers_due_at=episode.papers_due_at,
            papers_calendar=episode.papers_calendar,
        )  # fmt: skip
    end(scope, episode, EpisodeOutcome.MERGED, merged_into=other)


def close(scope: Scope, episode: Episode, outcome: str) -> None:
    """The facility says that no file will show cover for this episode, and why."""
    with for_purpose(scope, SERVE, "close an episode"):
        _must_be_open(episode)
        if outcome not in SAID_BY_FACILITY:
            raise Refusal(_("Choose why the episode ends."))
        end(scope, episode, outcome)


def end(scope: Scope | None, episode: Episode, outcome: str, **values: Any) -> None:
    """Closed now, and its open turn with it."""
    now = timezone.now()
    EpisodeTurn.unscoped.filter(episode=episode, to_at__isnull=True).update(
        to_at=now, deed=outcome[:12], user_id=scope.user_id if scope else None,
        organisation=scope.organisation_name if scope else "",
    )  # fmt: skip
    change(episode, state=EpisodeState.CLOSED, closed_at=now, outcome=outcome, due_at=None, **values)


def _must_be_open(episode: Episode) -> None:
    if not episode.is_open:
        raise Refusal(_("This episode is closed."))
