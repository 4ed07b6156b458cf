"""Who agrees to messages and who wants none (UU 27/2022): written down, never changed; an opt-out beats all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.web.casework.actions.purpose import for_purpose
from semesta.web.casework.messaging.addresses import address_of
from semesta.web.casework.models import Channel, Choice, ChoiceSource, ContactChoice, MessageRecipient
from semesta.web.casework.queries.contact_choices import standing
from semesta.web.casework.refusal import Refusal
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.scope import EVERYWHERE

if TYPE_CHECKING:
    from datetime import date, datetime

    from semesta.web.casework.queries.contact_choices import Standing
    from semesta.web.core.scope import Scope


@dataclass(frozen=True)
class Said:
    """What somebody said about messages to an address, how we know, and since when."""

    channel: str
    address: str
    choice: str
    source: str
    given_on: date
    evidence: str = ""


def keep_choice(scope: Scope, said: Said, area_code: str, person_id: int | None = None) -> ContactChoice:
    """The choice stands from now on. `area_code`: where the person lives, or the office's own where only the address is
    known. A Refusal for an address that is none, a consent of nobody known, a consent against an opt-out, a future day.
    """
    with for_purpose(scope, "outreach.write", "write down a choice about messages"):
        if not scope.covers(area_code):
            raise PermissionError("an area outside the scope")
        address = checked_address(said)
        if said.choice != Choice.OPT_OUT:
            may_agree(said, person_id, standing(scope, said.channel, [person_id or 0], [address]))
        made = choice_of(scope, said, area_code, person_id)
        made.save()
        return made


def checked_address(said: Said) -> str:
    """The address in its one form; a Refusal for one that is none, and for a day to come."""
    address = address_of(said.channel, said.address)
    if not address:
        raise Refusal(_("This is no Indonesian mobile number and no e-mail address."))
    if said.given_on > timezone.localdate():
        raise Refusal(_("The day lies in the future."))
    return address


def may_agree(said: Said, person_id: int | None, held: Standing) -> None:
    """A Refusal for a consent of nobody known, or against an opt-out of what stands."""
    if person_id is None:
        raise Refusal(_("A consent needs the NIK of whoever gives it."))
    out = held.out(person_id, address_of(said.channel, said.address))
    if said.choice == Choice.CONSENT and out:
        raise Refusal(_("An opt-out stands. Only the same person can take it back; choose that if they did."))
    if said.choice == Choice.AGAIN and not out:
        raise Refusal(_("There is no opt-out to take back."))


def choice_of(scope: Scope, said: Said, area_code: str, person_id: int | None) -> ContactChoice:
    """The row, not yet written."""
    return ContactChoice(
        area_code=area_code, person_id=person_id, channel=said.channel,
        address=address_of(said.channel, said.address), choice=said.choice, source=said.source,
        evidence=said.evidence.strip()[:200], given_on=said.given_on, user_id=scope.user_id,
        organisation=scope.organisation_name,
    )  # fmt: skip


def keep_stop(address: str, now: datetime) -> bool:
    """Nobody writes to this telephone number any more: it answered STOP. False when an opt-out stands already.

    Kept where the number was last written to; a number that no message of ours went to is kept for no area, and holds
    everywhere as every opt-out does.
    """
    with acting(replace(acting_of(EVERYWHERE, purpose="a reply says stop"), actor="gateway")):
        if standing(EVERYWHERE, Channel.PHONE, [], [address]).out(None, address):
            return False
        last = MessageRecipient.unscoped.filter(address=address).exclude(at=None).order_by("-at").first()
        ContactChoice.unscoped.create(
            area_code=last.area_code if last else "", channel=Channel.PHONE, address=address, choice=Choice.OPT_OUT,
            source=ChoiceSource.REPLY, evidence=str(last.key) if last else "", given_on=timezone.localdate(now), at=now,
        )  # fmt: skip
        return True
