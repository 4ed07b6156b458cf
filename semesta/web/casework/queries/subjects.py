"""What the data-subject desk asks: requests, everything held about one person, who looked, who a breach concerns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from semesta.web.casework.models import (
    Breach,
    ContactChoice,
    IdentityCheck,
    MessageRecipient,
    SessionFollowUp,
    SubjectRequest,
    SubjectState,
)
from semesta.web.core.exports import stash
from semesta.web.core.exports.models import ExportRequest
from semesta.web.core.models import Look
from semesta.web.core.published.layout import columns_of
from semesta.web.core.published.tables.models import (
    ActionOutcome,
    Card,
    Doubt,
    InvoiceWork,
    Person,
    PersonChange,
    Spell,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from semesta.web.core.published.shown import Shown
    from semesta.web.core.scope import Scope

INSIDE_ONLY = {"person_key", "said"}
"""Made by us for finding people; nothing that an office said of a person."""
ABOUT_A_PERSON = (Person, Card, Spell, PersonChange, Doubt, InvoiceWork, ActionOutcome)


def requests(scope: Scope) -> QuerySet[SubjectRequest]:
    """By what is due first."""
    found: QuerySet[SubjectRequest] = SubjectRequest.objects.within(scope).select_related("owner")
    return found


def open_requests(scope: Scope) -> QuerySet[SubjectRequest]:
    """Those that the citizen was not told about yet."""
    return requests(scope).exclude(state=SubjectState.TOLD)


def request_of(scope: Scope, receipt: str) -> SubjectRequest | None:
    """By the receipt that the citizen holds."""
    return requests(scope).filter(receipt=receipt.strip().upper()).first() if receipt.strip() else None


def held_about(shown: Shown, person_id: int) -> dict[str, list[dict[str, Any]]]:
    """Every published row about a person, by table; of a pair in doubt only what the register says of this person."""
    held = {}
    model: Any
    for model in ABOUT_A_PERSON:
        columns = [name for name, _ in columns_of(model) if name not in INSIDE_ONLY]
        if model is Doubt:
            # The other half of the pair may be another person's data.
            columns = ["probability", "pattern", "register_status"]
        rows = list(shown.rows(model).filter(person_id=person_id).values(*columns))
        if rows:
            held[model._meta.db_table.removeprefix("pub_")] = rows
    return held


def told_and_chosen(scope: Scope, person_id: int) -> dict[str, list[dict[str, Any]]]:
    """What the offices wrote to a person or meant to, what the person said about messages, what they needed after a
    session.
    """
    of_person = {"person_id": person_id}
    held = {
        "contact_choice": ContactChoice.objects.within(scope).filter(**of_person).order_by("pk").values(
            "channel", "address", "choice", "source", "given_on", "at"),
        "message": MessageRecipient.objects.within(scope).filter(**of_person).order_by("pk").values(
            "batch__contact_rule", "batch__text", "address", "outcome", "why", "at"),
        "identity_check": IdentityCheck.objects.within(scope).filter(**of_person).order_by("pk").values(
            "asked_for", "purpose", "outcome", "agreements", "asked_at"),
        "session_follow_up": SessionFollowUp.objects.within(scope).filter(**of_person).order_by("pk").values(
            "session__held_on", "topic", "done_at"),
    }  # fmt: skip
    return {name: list(rows) for name, rows in held.items() if rows}


@dataclass(frozen=True)
class Seen:
    """One look at, or one list with, a person."""

    at: Any
    user: str
    organisation: str
    purpose: str
    columns: str


def who_looked(scope: Scope, person_key: str) -> list[Seen]:
    """Every look at the person and every fetched list that named them, newest first."""
    looks = Look.objects.within(scope).filter(person_key=person_key).select_related("user")
    seen = [Seen(one.at, one.user.name, one.organisation, one.purpose, one.columns) for one in looks]
    lists = ExportRequest.objects.within(scope).filter(names_people=True, fetched_count__gt=0)
    for one in lists.select_related("requested_by"):
        if stash.names(one.token, int(person_key)):
            columns = ", ".join(one.columns)
            seen.append(
                Seen(one.fetched_at, one.requested_by.name, one.organisation, f"{one.name}: {one.purpose}", columns)
            )
    return sorted(seen, key=lambda one: one.at, reverse=True)


def breaches(scope: Scope) -> QuerySet[Breach]:
    """Newest first."""
    found: QuerySet[Breach] = Breach.objects.within(scope).select_related("account")
    return found


def affected_by(scope: Scope, breach: Breach) -> set[int]:
    """Numbers of the people whom the account looked at in that time, and who stood in the list concerned."""
    people: set[int] = set()
    if breach.account_id:
        looks = Look.objects.within(scope).filter(
            user_id=breach.account_id, at__gte=breach.happened_from, at__lte=breach.happened_to
        )
        people |= {int(key) for key in looks.values_list("person_key", flat=True).distinct() if key.isdigit()}
    if breach.list_token:
        people |= stash.people_of(breach.list_token)
    return people
