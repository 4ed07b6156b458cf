"""A visit stands for its household: people, the visit that counts, edits, and conflicts between phones."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.web.casework.actions.purpose import for_purpose
from semesta.web.casework.field.reading import further, outcome_of, people_of, stage_of
from semesta.web.casework.models import RoundHousehold, RoundPerson, Submission, Visit, VisitConflict, VisitPerson
from semesta.web.casework.refusal import ChangedMeanwhile

if TYPE_CHECKING:
    from datetime import datetime

    from semesta.web.casework.field.answers import Answers
    from semesta.web.casework.models import RoundAgent
    from semesta.web.core.scope import Scope

AHEAD = timedelta(days=1)
"""A phone whose clock runs ahead by more is not believed about the moment of a visit."""


def let_stand(kept: Submission, answers: Answers, household: RoundHousehold, agent: RoundAgent | None) -> Visit:
    """The filled form is a visit of the household, with its people; which visit counts is decided anew.

    An edit (`deprecatedID`) replaces the visit it names, in whichever order the two arrive. The household is locked by
    the caller.
    """
    before = list(Visit.unscoped.filter(household=household).order_by("id"))
    listed = list(RoundPerson.unscoped.filter(household=household).order_by("position"))
    edited = next((one for one in before if answers.deprecated_id and one.instance_id == answers.deprecated_id), None)
    replaced = set(Visit.unscoped.filter(household=household).values_list("replaces_id", flat=True))
    place = answers.place
    visit: Visit = Visit.unscoped.create(
        area_code=household.area_code, round_id=household.round_id, household=household, agent=agent,
        instance_id=answers.instance_id, replaces=edited if edited and edited.pk not in replaced else None,
        current=False, form_version=answers.form_version[:40], source=kept.source,
        visited_at=_moment(answers, kept.received_at), received_at=kept.received_at,
        outcome=outcome_of(answers, listed), stage=stage_of(answers), next_door=_next_door(answers),
        notice_given=answers.household_answers.get("izin") == "ya", latitude=place[0] if place else None,
        longitude=place[1] if place else None, follow_up_on=answers.day_of("tindak_lanjut"),
        note=answers.household_answers.get("catatan", "")[:500],
    )  # fmt: skip
    VisitPerson.unscoped.bulk_create(
        VisitPerson(visit=visit, area_code=household.area_code, **row) for row in people_of(answers, listed)
    )
    _meet_its_edit(visit)
    _note_conflicts(kept, visit, before, edited, edited is not None and edited.pk in replaced)
    choose_current(household)
    RoundHousehold.unscoped.filter(pk=household.pk).update(
        stage=further(household.stage, visit.stage), version=household.version + 1
    )
    return visit


def _moment(answers: Answers, received_at: datetime) -> datetime:
    at = answers.ended_at or answers.began_at
    return at if at and at < received_at + AHEAD else received_at


def _next_door(answers: Answers) -> int:
    text = answers.household_answers.get("sebelah", "")
    return min(int(text), 50) if text.isdecimal() and len(text) < 4 else 0


def _meet_its_edit(visit: Visit) -> None:
    """The edit of this visit came first: now it replaces it."""
    waiting = Submission.unscoped.filter(
        deprecated_id=visit.instance_id, visit__household_id=visit.household_id, visit__replaces__isnull=True
    )
    edit = waiting.order_by("id").values_list("visit_id", flat=True).first()
    if edit is not None:
        Visit.unscoped.filter(pk=edit).update(replaces=visit)


def entity_version(visit_count: int) -> int:
    """The version of a household as phones know it: 1 when drawn, one more with each visit that came in."""
    return 1 + visit_count


def _note_conflicts(
    kept: Submission, visit: Visit, before: list[Visit], edited: Visit | None, edited_twice: bool
) -> None:
    """Visits that the phone did not know of and that are not its own stand against this one; so do two edits of one."""
    unknown = before[kept.base_version - 1 :] if kept.base_version else []
    own = set(
        Submission.unscoped.filter(visit__in=[one.pk for one in unknown], branch_id=kept.branch_id)
        .exclude(branch_id="").values_list("visit_id", flat=True)
    )  # fmt: skip
    replaced = set(Visit.unscoped.filter(household_id=visit.household_id).values_list("replaces_id", flat=True))
    against = [one for one in unknown if one.pk not in own and one.pk not in replaced and one != edited]
    if edited_twice and edited is not None:
        against += list(Visit.unscoped.filter(replaces=edited))
    for other in against[-1:]:
        first, second = sorted((other, visit), key=lambda one: (one.visited_at, one.pk))
        VisitConflict.unscoped.get_or_create(
            earlier=first, later=second, defaults={"household_id": visit.household_id, "area_code": visit.area_code}
        )


def choose_current(household: RoundHousehold) -> None:
    """The visit that counts is the latest that no edit replaced and no coordinator set aside."""
    visits = Visit.unscoped.filter(household=household)
    lost: set[int] = set()
    for earlier, later, kept in VisitConflict.unscoped.filter(household=household, kept__isnull=False).values_list(
        "earlier_id", "later_id", "kept_id"
    ):
        lost.add(later if kept == earlier else earlier)
    standing = visits.filter(replaced_by__isnull=True).exclude(pk__in=lost).order_by("visited_at", "pk").last()
    if standing is None or standing.current:
        return
    visits.filter(current=True).update(current=False)
    visits.filter(pk=standing.pk).update(current=True)


def decide_conflict(scope: Scope, conflict: VisitConflict, kept: Visit) -> None:
    """One of the two visits counts; the other stays on record. ChangedMeanwhile when somebody decided before."""
    if kept.pk not in {conflict.earlier_id, conflict.later_id}:
        raise ValueError("not a visit of this conflict")
    with for_purpose(scope, "field.run", "decide between two visits"):
        mine = VisitConflict.objects.within(scope).filter(pk=conflict.pk, kept__isnull=True)
        if not mine.update(kept=kept, decided_by=scope.user_id, decided_at=timezone.now()):
            raise ChangedMeanwhile(_("Somebody else decided first."))
        household = RoundHousehold.unscoped.select_for_update(of=("self",)).get(pk=conflict.household_id)
        choose_current(household)
        RoundHousehold.unscoped.filter(pk=household.pk).update(version=household.version + 1)
