"""Dukcapil asked about one person: the question is sent, and its answer kept with who asked, what for and when."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils import timezone

from semesta.peers.dukcapil import QuotaUsedUp, verify
from semesta.peers.faults import PeerUnreachable
from semesta.terms.fault import Fault
from semesta.web.casework.actions.purpose import for_purpose
from semesta.web.casework.models import CheckOutcome, IdentityCheck

if TYPE_CHECKING:
    from semesta.peers.dukcapil import Credentials, Facts
    from semesta.web.core.scope import Scope

MAY = "people.verify"
LONGEST_SECONDS = 3.0
"""Of one of three tries: somebody waits before the page."""


def ask_dukcapil(
    scope: Scope, credentials: Credentials, facts: Facts, *, person_id: int, area_code: str, run_id: str, purpose: str
) -> IdentityCheck:
    """The answer, kept, whatever came: also that nothing came. PermissionError without `people.verify`.

    The question goes out before anything is written, so that nobody waits for the table meanwhile.
    """
    if not (scope.may(MAY) and scope.covers(area_code) and purpose):
        raise PermissionError(MAY)
    made = IdentityCheck(
        person_id=person_id, area_code=area_code, run_id=run_id, asked_by_id=scope.user_id, purpose=purpose,
        asked_for=scope.organisation_name, asked_at=timezone.now(),
    )  # fmt: skip
    _put_answer(made, replace(credentials, seconds=min(credentials.seconds, LONGEST_SECONDS)), facts)
    with for_purpose(scope, MAY, f"ask Dukcapil: {purpose}"):
        made.save()
    return made


def _put_answer(made: IdentityCheck, credentials: Credentials, facts: Facts) -> None:
    try:
        said = verify(credentials, facts)
    except PeerUnreachable:
        made.outcome = CheckOutcome.NO_ANSWER
    except QuotaUsedUp:
        made.outcome = CheckOutcome.NO_QUOTA
    except Fault as fault:
        made.outcome, made.words = CheckOutcome.REFUSED, str(fault)[:300]
    else:
        made.outcome, made.question = CheckOutcome[said.outcome.name], said.question
        made.agreements = [[one.name, one.agrees, one.score] for one in said.fields]
