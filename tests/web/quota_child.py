"""Officers of Dinkes who decide at the same moment, over one published run; prints what is held afterwards.

Started by test_proposals_at_once.py with a home and a database of its own.
"""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

sys.path.insert(0, str(Path(__file__).parents[2]))
from semesta.web.site.serve import prepare_django

home = Path(sys.argv[1])
prepare_django(home)
from semesta.web.site.publish import publish_run

publish_run(home)

from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from semesta.web.casework.actions.proposal_steps import decide
from semesta.web.casework.actions.proposals import add_people, make_proposal
from semesta.web.casework.models import Contract, ProposalLine, Reservation
from semesta.web.casework.queries.quota import rupiah_to_december
from semesta.web.casework.refusal import Refusal
from semesta.web.core.published.shown import shown_to
from tests.web.proposal_city import CITY, make_contract, make_offices, without_cover

PEOPLE, FREE, OFFICERS, EACH = 40, 10, 8, 3
offices = make_offices(CITY)
one_person = 0
people = without_cover(offices.scope("dinsos"), PEOPLE)
with offices.doing("dinsos") as (scope, shown):
    proposal = make_proposal(scope, "add", CITY)
    add_people(scope, shown, proposal, [person.person_id for person in people])
    ProposalLine.unscoped.update(state="verified", step="decide", open=True, sent_at=timezone.now())
by_money = sys.argv[2] == "money"
contract = make_contract(offices.users["dinkes"], quota_people=5000 if by_money else 100 + FREE)
if by_money:
    with offices.doing("dinsos"):
        from semesta.web.casework.flows import terms_of

        start = terms_of(shown_to(scope), CITY, timezone.localdate(), contract).start(timezone.localdate())
        one = rupiah_to_december(start, contract.year)
        needed = 100 * rupiah_to_december(start.replace(month=1), contract.year)
        Contract.objects.update(budget_rupiah=needed + FREE * one)
ids = list(ProposalLine.unscoped.values_list("pk", flat=True))
together = Barrier(OFFICERS)


def officer(number: int) -> int:
    """How many this officer got decided, trying all."""
    got = 0
    together.wait()
    for turn in range(PEOPLE // EACH):
        place = ((turn * OFFICERS + number) * EACH) % PEOPLE
        try:
            with offices.doing("dinkes") as (own, seen):
                got += len(decide(own, seen, ids[place : place + EACH], "bersamaan").done)
        except Refusal:
            pass
    connection.close()
    return got


with ThreadPoolExecutor(OFFICERS) as pool:
    done = sum(pool.map(officer, range(OFFICERS)))
with offices.doing("dinsos"):
    held = Reservation.objects.filter(state="held").aggregate(people=Sum("people"), money=Sum("rupiah"))
    decided = ProposalLine.unscoped.filter(state="decided").count()
print(json.dumps({"done": done, "held": held["people"], "decided": decided, "free": FREE, "vendor": connection.vendor}))
