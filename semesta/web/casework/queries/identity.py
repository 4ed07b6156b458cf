"""What is asked of Dukcapil about a person, what it said before, and how many questions of the day are left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from semesta.peers.dukcapil import Facts
from semesta.web.casework.models import CheckOutcome, IdentityCheck
from semesta.web.casework.peers_of_home import peers_of_home
from semesta.web.core.published.tables.models import Person

if TYPE_CHECKING:
    from datetime import datetime

    from semesta.peers.dukcapil import Credentials
    from semesta.web.core.published.shown import Shown
    from semesta.web.core.scope import Scope

NOT_COUNTED = (CheckOutcome.NO_QUOTA, CheckOutcome.REFUSED)
"""Dukcapil counts neither; a question whose answer was lost may have been counted, so we count it."""
LATEST = 10


def dukcapil_of_home() -> Credentials | None:
    """What peers.yaml says of Dukcapil; None when it says nothing or cannot be read."""
    return peers_of_home().dukcapil


def facts_of(shown: Shown, person_id: int) -> Facts | None:
    """What the register believes of that person; None without a whole NIK and a name. After the look is written down.

    The mother's name goes along for a role that sees families.
    """
    rows = shown.rows(Person).filter(person_id=person_id)
    one = rows.values("nik", "name", "birth_on", "mother_name").first()
    if one is None or not one["nik"] or not one["name"]:
        return None
    mother = (one["mother_name"] or "") if shown.scope.sees("family") else ""
    return Facts(one["nik"], one["name"], one["birth_on"], mother)


def checks_of(scope: Scope, person_id: int) -> list[IdentityCheck]:
    """The LATEST answers about that person, newest first."""
    rows = IdentityCheck.objects.within(scope).filter(person_id=person_id).select_related("asked_by")
    return list(rows.order_by("-pk")[:LATEST])


def asked_today(scope: Scope, now: datetime) -> int:
    """How many questions of this day count against the quota, of the scope's areas."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = IdentityCheck.objects.within(scope).filter(asked_at__gte=midnight)
    return int(rows.exclude(outcome__in=NOT_COUNTED).count())
