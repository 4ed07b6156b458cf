"""What a facility's counter goes by: its calendar of the 3 x 24 hours, its access to BPJS Kesehatan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.peers.bpjs import Credentials
from semesta.rules.care_clock import CALENDARS
from semesta.web.casework.actions.purpose import for_purpose
from semesta.web.casework.models import CounterDesk
from semesta.web.casework.refusal import Refusal
from semesta.web.casework.sealed import sealed, unsealed
from semesta.web.core.models import Organisation

if TYPE_CHECKING:
    from semesta.web.core.scope import Scope

MAY = "office.users"
SECONDS = 1.5
"""Of one of three tries: a clerk and a patient wait."""


def facilities(scope: Scope) -> list[Organisation]:
    """Health facilities of the scope's areas, with what their counters go by."""
    rows = scope.within(Organisation.objects.filter(kind="facility", closed_on__isnull=True))
    return list(rows.select_related("counter_desk").order_by("name"))


def set_calendar(scope: Scope, organisation: Organisation, calendar: str) -> None:
    """The facility counts by this calendar from now on; '' by the rule. Running clocks stay as they were."""
    with for_purpose(scope, MAY, "calendar of a counter"):
        if calendar and calendar not in CALENDARS:
            raise Refusal(_("Choose a calendar of the list."))
        _write(scope, organisation, calendar=calendar)


def set_access(scope: Scope, organisation: Organisation, access: Credentials | None) -> None:
    """The facility's own access to VClaim or PCare, encrypted; None takes it away."""
    with for_purpose(scope, MAY, "access of a counter to BPJS Kesehatan"):
        if access is None:
            _write(scope, organisation, service="", sealed="")
            return
        if not access.base_url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise Refusal(_("The address must begin with https."))
        secrets = {
            "base_url": access.base_url, "consumer_id": access.consumer_id, "consumer_secret": access.consumer_secret,
            "user_key": access.user_key, "username": access.username, "password": access.password,
        }  # fmt: skip
        _write(scope, organisation, service=access.service, sealed=sealed(secrets))


def _write(scope: Scope, organisation: Organisation, **values: str) -> None:
    CounterDesk.objects.update_or_create(
        organisation=organisation, defaults={**values, "user_id": scope.user_id, "at": timezone.now()}
    )


def access_of(organisation_id: int) -> Credentials | None:
    """The facility's access; None when none was entered, or it can no longer be read."""
    desk = CounterDesk.objects.filter(organisation_id=organisation_id).first()
    held = unsealed(desk.sealed) if desk is not None else None
    return Credentials(service=desk.service, seconds=SECONDS, **held) if desk is not None and held else None
