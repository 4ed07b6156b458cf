"""Who agrees to messages and who wants none (UU 27/2022): written down, never changed; an opt-out beats all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.web.casework.actions.purpose import for_purpose
from semesta.web.casework.messaging.addresses import address_of
from semesta.web.casework.models import Choice, ContactChoice
from semesta.web.casework.queries.contact_choices import standing
from semesta.web.casework.refusal import Refusal

if TYPE_CHECKING:
    from datetime import date

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
        address = address_of(said.channel, said.address)
        if not address:
            raise Refusal(_("This is no Indonesian mobile number and no e-mail address."))
        if said.given_on > timezone.localdate():
            raise Refusal(_("The day lies in the future."))
        if said.choice != Choice.OPT_OUT:
            _may_agree(scope, said, address, person_id)
        made: ContactChoice = ContactChoice.unscoped.create(
            area_code=area_code, person_id=person_id, channel=said.channel, address=address, choice=said.choice,
            source=said.source, evidence=said.evidence.strip()[:200], given_on=said.given_on, user_id=scope.user_id,
            organisation=scope.organisation_name,
        )  # fmt: skip
        return made


def _may_agree(scope: Scope, said: Said, address: str, person_id: int | None) -> None:
    if person_id is None:
        raise Refusal(_("A consent needs the NIK of whoever gives it."))
    held = standing(scope, said.channel, [person_id], [address])
    out = held.out(person_id, address)
    if said.choice == Choice.CONSENT and out:
        raise Refusal(_("An opt-out stands. Only the same person can take it back; choose that if they did."))
    if said.choice == Choice.AGAIN and not out:
        raise Refusal(_("There is no opt-out to take back."))
