"""Consents in a made-up city: one in three contacts with a mobile number agreed, so that a batch can be tried out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from semesta.flow.publish import published
from semesta.terms.fault import Fault
from semesta.web.site.demo import MADE_UP

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = ("person_id", "month", "village_code", "district_code", "regency_code", "phone")
ONE_IN = 3


def put_demo_consents(home: Path, area: str) -> int:
    """How many agreed; none where a choice stands already, or nothing is published. A Fault when the home's people are
    not known to be made up.
    """
    from semesta.web.casework.actions.made_up_consents import keep_consents
    from semesta.web.casework.messaging.addresses import phone_of
    from semesta.web.core.acting import acting, acting_of
    from semesta.web.core.models import Membership
    from semesta.web.core.roles import ROLES
    from semesta.web.core.scope import Scope

    if not (home / MADE_UP).exists():
        raise Fault("Folder ini tidak ditandai berisi orang buatan", str(home))
    try:
        rows = pq.read_table(published(home, "contact_work"), columns=list(COLUMNS)).to_pylist()
    except Fault:
        return 0  # nothing is published yet
    agreed = {
        row["person_id"]: (row["village_code"] or row["district_code"] or row["regency_code"] or area, address)
        for row in rows
        if row["person_id"] % ONE_IN == 0 and (address := phone_of(row["phone"]))
    }
    held = Membership.objects.select_related("organisation").get(user__username="dinsos")
    scope = Scope(held.user_id, ROLES["dinsos"], held.organisation_id, held.organisation.name, (area,))
    with acting(acting_of(scope)):
        inside = [(person, *told) for person, told in sorted(agreed.items()) if scope.covers(told[0])]
        return keep_consents(scope, inside, rows[0]["month"]) if inside else 0
