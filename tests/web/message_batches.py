"""Batches of messages as the tests make, release and send them."""

from django.utils import timezone

from semesta.web.casework.actions import messages as actions
from semesta.web.casework.message_jobs import send_batch
from semesta.web.casework.messaging.addresses import phone_of
from semesta.web.casework.messaging.words import TEXTS
from semesta.web.casework.models import MessageBatch, MessageRecipient
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.jobs.handlers import Later, Task
from semesta.web.core.published.tables.models import ContactWork
from tests.web.case_samples import EVERYWHERE
from tests.web.outreach_samples import put_choice
from tests.web.published_city import looking

RULE = "before_payment"


def contacts(city) -> list[dict]:
    with looking(city.scope("dinsos")) as shown:
        rows = shown.rows(ContactWork).filter(contact_rule=RULE).order_by("due_on", "area_code", "id")
        return list(rows.values("person_id", "area_code", "phone"))


def agreeing(city, number: int) -> list[dict]:
    """The first contacts with numbers of their own; they agree to messages."""
    seen, chosen = set(), []
    for one in contacts(city):
        address = phone_of(one["phone"])
        if address and address not in seen:
            seen.add(address)
            chosen.append({**one, "address": address})
    for one in chosen[:number]:
        put_choice(one["area_code"], city.users["dinsos"], person_id=one["person_id"], address=one["address"])
    assert len(chosen) >= number
    return chosen[:number]


def made(city, sender="file", text=TEXTS[RULE]) -> MessageBatch:
    with looking(city.scope("dinsos")) as shown, acting(acting_of(shown.scope)):
        return actions.make_batch(shown.scope, shown, RULE, city.area, sender, text)


def released(city, batch) -> MessageBatch:
    scope = city.scope("coordinator")
    with acting(acting_of(scope)):
        actions.release(scope, batch, batch.version, timezone.now())
    return now(batch)


def now(batch) -> MessageBatch:
    with acting(EVERYWHERE, writes=False):
        return MessageBatch.unscoped.get(pk=batch.pk)


def work(batch) -> None:
    """As a worker does it, which sees every area; what it wrote stays when it lets the job wait."""
    later = None
    with acting(EVERYWHERE):
        try:
            send_batch(Task(batch.job_id or 0, 1, {"batch": batch.pk}, batch.area_code, EVERYWHERE, lambda *_: None))
        except Later as raised:
            later = raised
    if later is not None:
        raise later


def states(batch) -> dict[str, tuple[str, str]]:
    with acting(EVERYWHERE, writes=False):
        rows = MessageRecipient.unscoped.filter(batch=batch)
        return {address: (outcome, why) for address, outcome, why in rows.values_list("address", "outcome", "why")}


def sent_now(city, batch) -> dict[str, tuple[str, str]]:
    batch = released(city, batch)
    work(batch)
    return states(batch)
