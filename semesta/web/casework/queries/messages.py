"""Batches of messages: who would be written to and who not, how a batch stands, which lines leave as a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from semesta.web.casework.messaging.addresses import address_of
from semesta.web.casework.messaging.hours import consent_required, most_messages, window_start
from semesta.web.casework.messaging.words import Facts, written
from semesta.web.casework.models import MessageBatch, MessageRecipient, Outcome, Why
from semesta.web.casework.queries.contact_choices import standing
from semesta.web.core.published.tables.models import ContactWork

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from semesta.web.casework.queries.contact_choices import Standing
    from semesta.web.core.published.shown import Shown
    from semesta.web.core.scope import Scope

AT_ONCE = 2_000
COLUMNS = ("person_id", "area_code", "phone", "due_on", "family_count", "arrears_month_count")


@dataclass(frozen=True)
class Judged:
    """One contact, the address it would be written to ('' none), and why it is held back ('' it is not)."""

    person_id: int
    area_code: str
    address: str
    due_on: date | None
    family_count: int
    arrears_month_count: int
    why: str

    @property
    def facts(self) -> Facts:
        """What its text may tell."""
        return Facts(self.area_code, self.due_on, self.family_count, self.arrears_month_count)


def contacts_in(shown: Shown, rule: str, area: str) -> QuerySet[ContactWork]:
    """Contacts of a rule in an area within the scope, what ends first first."""
    inside = replace(shown, scope=replace(shown.scope, areas=(area,)))
    return inside.rows(ContactWork).filter(contact_rule=rule).order_by("due_on", "area_code", "id")


def judged(shown: Shown, rule: str, area: str, channel: str, now: datetime, today: date) -> list[Judged]:
    """Every contact of the rule in the area, each judged once, in order."""
    rows = list(contacts_in(shown, rule, area).values(*COLUMNS))
    addresses = {row["person_id"]: address_of(channel, row["phone"]) if channel == "phone" else "" for row in rows}
    held = standing(shown.scope, channel, [row["person_id"] for row in rows], sorted(set(addresses.values()) - {""}))
    addresses |= {person: held.agreed[person] for person in addresses if person in held.agreed}
    often = written_to(MessageRecipient.objects.within(shown.scope), set(addresses.values()) - {""}, now)
    asked, most, seen = consent_required(now), most_messages(now), set[str]()
    found = []
    for row in rows:
        person, address, due = row["person_id"], addresses[row["person_id"]], row["due_on"]
        why = refusal(person, address, held, consent=asked) or _timing(address, due, today, often, most, seen)
        if not why:
            seen.add(address)
        found.append(
            Judged(
                person, row["area_code"], address, due, row["family_count"] or 1, row["arrears_month_count"] or 0, why
            )
        )
    return found


def refusal(person_id: int, address: str, held: Standing, *, consent: bool) -> str:
    """Why this person is not written to at this address as far as their own word goes; '' when they may be."""
    if not address:
        return Why.NO_ADDRESS
    if held.out(person_id, address):
        return Why.OPT_OUT
    return Why.NO_CONSENT if consent and held.agreed.get(person_id) != address else ""


def _timing(address: str, due: date | None, today: date, often: dict[str, int], most: int, seen: set[str]) -> str:
    if due is not None and due < today:
        return Why.PAST
    if address in seen:
        return Why.SAME
    return Why.TOO_OFTEN if often.get(address, 0) >= most else ""


def written_to(rows: QuerySet[MessageRecipient], addresses: set[str], now: datetime) -> dict[str, int]:
    """How many messages each of these addresses got within the window, of these rows."""
    listed, found = sorted(addresses), dict[str, int]()
    for start in range(0, len(listed), AT_ONCE):
        sent = rows.filter(address__in=listed[start : start + AT_ONCE], outcome=Outcome.SENT, at__gte=window_start(now))
        found |= dict(sent.order_by().values_list("address").annotate(n=Count("pk")))
    return found


def counted(found: Sequence[Judged]) -> dict[str, int]:
    """How many contacts by why; '' are those that would be written to."""
    counts: dict[str, int] = {}
    for one in found:
        counts[one.why] = counts.get(one.why, 0) + 1
    return counts


# -- batches as they stand


def batches(scope: Scope) -> QuerySet[MessageBatch]:
    """Newest first."""
    found: QuerySet[MessageBatch] = MessageBatch.objects.within(scope).select_related("made_by", "decided_by", "job")
    return found


def batch_of(scope: Scope, public_id: UUID) -> MessageBatch | None:
    """One batch within the scope."""
    return batches(scope).filter(public_id=public_id).first()


def outcomes(scope: Scope, batch_ids: Sequence[int]) -> dict[int, dict[tuple[str, str], int]]:
    """By batch: how many contacts by (outcome, why); they add up to the batch's contacts."""
    rows = MessageRecipient.objects.within(scope).filter(batch_id__in=batch_ids).order_by()
    found: dict[int, dict[tuple[str, str], int]] = {}
    for batch, outcome, why, count in rows.values_list("batch_id", "outcome", "why").annotate(n=Count("pk")):
        found.setdefault(batch, {})[outcome, why] = count
    return found


def example_of(scope: Scope, batch: MessageBatch, on: date) -> str:
    """The text as the first contact that is not held back gets it; '' when all are."""
    first = MessageRecipient.objects.within(scope).filter(batch=batch).exclude(outcome=Outcome.HELD).first()
    return text_of(batch, first, on) if first else ""


def text_of(batch: MessageBatch, recipient: MessageRecipient, on: date) -> str:
    """The message to one contact of a batch."""
    facts = Facts(recipient.area_code, recipient.due_on, recipient.family_count, recipient.arrears_month_count)
    return written(batch.contact_rule, batch.text, facts, on)


def file_lines(scope: Scope, batch: MessageBatch) -> Iterator[dict[str, Any]]:
    """Number and text of each contact that was put into the file, as of the day that was; AT_ONCE at a time."""
    rows = MessageRecipient.objects.within(scope).filter(batch=batch, outcome=Outcome.SENT).order_by("pk")
    for one in rows.iterator(AT_ONCE):
        on = one.at.date() if one.at else batch.made_at.date()
        yield {"address": one.address, "text": text_of(batch, one, on), "person_id": one.person_id}
