"""What phones and the desk ask about a round in the field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone

from semesta.web.casework.actions.field import token_digest
from semesta.web.casework.actions.standing import entity_version
from semesta.web.casework.actions.submissions import BRING
from semesta.web.casework.field.lists import ListedHousehold, ListedPerson
from semesta.web.casework.models import (
    FieldForm,
    Found,
    Part,
    Round,
    RoundAgent,
    RoundHousehold,
    RoundPerson,
    RoundState,
    Submission,
    SubmissionFile,
    SubmissionState,
    Visit,
    VisitConflict,
    VisitPerson,
)  # fmt: skip
from semesta.web.core.jobs.models import Job
from semesta.web.core.published.shape import masked
from semesta.web.core.published.shown import shown_to
from semesta.web.core.published.tables.models import VisitProof
from semesta.web.core.roles import ROLES
from semesta.web.core.scope import Scope

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

AGENT_ROLE = "kelurahan"
LATEST_KEPT = 100


@dataclass(frozen=True)
class Phone:
    """An agent's phone that was let in: what it may see is its own households, within the agent's area."""

    agent: RoundAgent
    scope: Scope

    @property
    def may_fetch(self) -> bool:
        """Forms and lists are given while the round is in the field."""
        round_ = self.agent.round
        return round_.state == RoundState.FIELD and timezone.localdate() <= round_.ends_on


def phone_of(token: str) -> Phone | None:
    """The phone with this token; None when it is unknown, ended, or its agent's account was disabled."""
    found = RoundAgent.objects.filter(token_digest=token_digest(token), token_until__gt=timezone.now())
    agent = found.filter(Q(user__isnull=True) | Q(user__is_active=True)).select_related("round", "user").first()
    if agent is None:
        return None
    return Phone(agent, Scope(agent.user_id or 0, ROLES[AGENT_ROLE], 0, f"agen {agent.code}", (agent.area_code,)))


def form_of(round_: Round) -> FieldForm | None:
    """The form of a round that went to the field."""
    return FieldForm.objects.filter(round=round_).first()


def households_of(phone: Phone) -> list[ListedHousehold]:
    """The households of the agent in the order of the walk; a reserve that no rule called in is not among them."""
    mine = (
        RoundHousehold.objects.within(phone.scope)
        .filter(round=phone.agent.round, agent=phone.agent).exclude(part=Part.RESERVE)
        .annotate(visit_count=Count("visits")).order_by("visit_on", "visit_order", "draw_order")
    )  # fmt: skip
    work = _work(phone)
    current = dict(mine.filter(visits__current=True).values_list("pk", "visits__outcome"))
    return [
        ListedHousehold(
            key=str(one.public_id), label=_label(one), version=entity_version(one.visit_count), address=_address(one),
            task=_task(one, work.get(one.pk, {})), outcome=current.get(one.pk, ""), stage=one.stage, order=number,
        )
        for number, one in enumerate(mine, 1)
    ]  # fmt: skip


def _label(one: RoundHousehold) -> str:
    head = one.head_name or "–"
    return f"{head} · RT {one.rt or '–'}/RW {one.rw or '–'}"


def _address(one: RoundHousehold) -> str:
    return f"{one.address or '–'}, RT {one.rt or '–'} / RW {one.rw or '–'}"


def _work(phone: Phone) -> dict[int, dict[str, int]]:
    """What a targeted round goes for, in counts by household; nothing in a random one."""
    rows = RoundPerson.objects.within(phone.scope).filter(household__agent=phone.agent).exclude(work="")
    found: dict[int, dict[str, int]] = {}
    for household, work, count in rows.order_by().values_list("household", "work").annotate(Count("pk")):
        found.setdefault(household, {})[work] = count
    return found


def _task(one: RoundHousehold, work: dict[str, int]) -> str:
    """In Indonesian, like all that stands on the phones' lists: they are made once for everybody."""
    told = []
    if work.get("uncovered"):
        told.append(f"belum terdaftar: {work['uncovered']} orang")
    if work.get("covered_inactive"):
        told.append(f"tidak aktif: {work['covered_inactive']} orang")
    if one.visit_on:
        told.append(f"dikunjungi {one.visit_on:%d-%m-%Y}")
    return "; ".join(told)


def people_of(phone: Phone) -> list[ListedPerson]:
    """The people of the agent's households; of their NIK only the ends."""
    rows = (
        RoundPerson.objects.within(phone.scope)
        .filter(household__round=phone.agent.round, household__agent=phone.agent)
        .exclude(household__part=Part.RESERVE).select_related("household")
    )  # fmt: skip
    return [
        ListedPerson(str(one.public_id), str(one.household.public_id), one.position, one.name or "–", _features(one))
        for one in rows.order_by("household_id", "position")
    ]


def _features(one: RoundPerson) -> str:
    sex = {"L": "laki-laki", "P": "perempuan"}.get(one.sex, "")
    age = f"{_age(one.birth_on)} tahun" if one.birth_on else ""
    told = (sex, age, one.relation.lower(), masked(one.nik) if one.nik else "")
    return ", ".join(part for part in told if part)


def _age(born: date) -> int:
    today = timezone.localdate()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


# -- the desk


def rounds_in_field(scope: Scope) -> list[Round]:
    """Rounds of the scope's areas that are drawn, in the field, or closed; newest first."""
    return list(scope.within(Round.objects.all()).order_by("-starts_on", "-pk")[:50])


def round_of(scope: Scope, public_id: UUID) -> Round | None:
    """A round that touches the scope's areas."""
    return scope.within(Round.objects.filter(public_id=public_id)).select_related("form").first()


def agents_of(scope: Scope, round_: Round) -> list[Any]:
    """Agents with `given` and `done` households, their `share`, and `last_at`, when a form last came; one question."""
    visited = Q(households__visits__current=True)
    latest = Submission.unscoped.filter(agent=OuterRef("pk")).order_by("-received_at").values("received_at")[:1]
    rows = (
        scope.within(RoundAgent.objects.filter(round=round_))
        .annotate(
            given=Count("households", filter=~Q(households__part=Part.RESERVE), distinct=True),
            done=Count("households", filter=visited, distinct=True), last_at=Subquery(latest),
        ).order_by("code")
    )  # fmt: skip
    agents: list[Any] = list(rows)
    for one in agents:
        one.share = one.done / one.given if one.given else None
    return agents


def agent_of(scope: Scope, public_id: UUID) -> RoundAgent | None:
    """An agent of the scope's areas."""
    return scope.within(RoundAgent.objects.filter(public_id=public_id)).select_related("round").first()


def own_agents(scope: Scope) -> list[RoundAgent]:
    """Where the signed-in user visits themselves, in rounds that are in the field."""
    mine = RoundAgent.objects.filter(user=scope.user_id, round__state=RoundState.FIELD)
    return list(mine.select_related("round").order_by("round__ends_on"))


def submission_counts(scope: Scope, round_: Round) -> dict[str, int]:
    """How many filled forms there are (`all`), are `kept` unread, wait for a photo; how many `conflicts` are open."""
    rows = Submission.objects.within(scope).filter(round=round_)
    counts = rows.aggregate(
        all=Count("pk"), kept=Count("pk", filter=Q(state=SubmissionState.KEPT)),
        waiting=Count("pk", filter=~Q(waiting_for=[])),
    )  # fmt: skip
    return {**counts, "conflicts": conflicts_of(scope, round_).count()}


def proof_of(scope: Scope, round_: Round) -> dict[str, Any]:
    """Of the people whom the round's visits found: how many the file shown has registered, active, newly active."""
    shown = shown_to(scope)
    visits = Visit.objects.within(scope).filter(round=round_, current=True).values("instance_id")
    rows = shown.rows(VisitProof).filter(visit_id__in=visits, person_id__isnull=False, found="lives")
    return rows.aggregate(
        people=Count("pk"), registered=Count("pk", filter=Q(registered_now=True)),
        active=Count("pk", filter=Q(active_now=True)), became=Count("pk", filter=Q(became_active=True)),
    )  # fmt: skip


def kept_submissions(scope: Scope, round_: Round) -> QuerySet[Submission]:
    """Forms that were not read, newest first."""
    rows: QuerySet[Submission] = Submission.objects.within(scope).filter(round=round_, state=SubmissionState.KEPT)
    return rows.select_related("agent").order_by("-id")[:LATEST_KEPT]


def submission_of(scope: Scope, public_id: UUID) -> Submission | None:
    """One filled form of the scope's areas."""
    found: Submission | None = (
        Submission.objects.within(scope).filter(public_id=public_id).select_related("agent", "round").first()
    )
    return found


def conflicts_of(scope: Scope, round_: Round) -> QuerySet[VisitConflict]:
    """Conflicts that nobody decided yet."""
    rows: QuerySet[VisitConflict] = VisitConflict.objects.within(scope)
    open_ones = rows.filter(household__round=round_, kept__isnull=True)
    return open_ones.select_related("household", "earlier__agent", "later__agent").order_by("id")


def conflict_of(scope: Scope, pk: int) -> VisitConflict | None:
    """One conflict of the scope's areas."""
    found: VisitConflict | None = (
        VisitConflict.objects.within(scope)
        .filter(pk=pk)
        .select_related(
            "household__round", "earlier__agent", "later__agent", "earlier__submission", "later__submission"
        )
        .first()
    )
    return found


def people_of_both(scope: Scope, conflict: VisitConflict) -> list[tuple[VisitPerson | None, VisitPerson | None]]:
    """What the earlier and the later visit told of each person, those of the card first; None: told nothing."""
    both = VisitPerson.objects.within(scope).filter(visit__in=[conflict.earlier_id, conflict.later_id])
    found: dict[object, list[VisitPerson | None]] = {}
    for one in both.exclude(found=Found.NOT_ASKED).order_by("-listed", "pk"):
        found.setdefault(one.person_id or one.name, [None, None])[one.visit_id == conflict.later_id] = one
    return [(left, right) for left, right in found.values()]


def visits_of_person(scope: Scope, person_id: int) -> list[VisitPerson]:
    """What visits that count found of somebody, newest first."""
    rows: QuerySet[VisitPerson] = VisitPerson.objects.within(scope).filter(person_id=person_id, visit__current=True)
    return list(rows.select_related("visit__agent").order_by("-visit__visited_at")[:10])


def newest_bringing(scope: Scope, round_: Round) -> Job | None:
    """The last file of another system that a worker was asked to take into the round."""
    jobs: QuerySet[Job] = Job.objects.within(scope)
    return jobs.filter(kind=BRING, asked__round=round_.pk).order_by("-id").first()


def bringing(scope: Scope, pk: int) -> Job | None:
    """One such job."""
    jobs: QuerySet[Job] = Job.objects.within(scope)
    return jobs.filter(kind=BRING, pk=pk).first()


def photo_of(scope: Scope, pk: int) -> SubmissionFile | None:
    """A photo that was kept and is not removed yet."""
    kept = SubmissionFile.objects.within(scope).filter(pk=pk, removed_at__isnull=True).exclude(sha256="")
    found: SubmissionFile | None = kept.first()
    return found
