"""What the database holds of a round of a served city, as JSON: `python -m tests.web.round_child HOME PUBLIC_ID`."""

import json
import sys
from pathlib import Path

from semesta.web.site.serve import prepare_django

HOME = Path(sys.argv[1])
prepare_django(HOME)

from django.db.models import Count

from semesta.web.casework.models import Case, Round, RoundHousehold, RoundPerson, Submission, Visit, VisitPerson
from semesta.web.core.acting import acting
from tests.web.case_samples import EVERYWHERE

with acting(EVERYWHERE, writes=False):
    held = Round.objects.get(public_id=sys.argv[2])
    homes = RoundHousehold.unscoped.filter(round=held).order_by("draw_order")
    people = RoundPerson.unscoped.filter(household__round=held)
    current = Visit.unscoped.filter(round=held, current=True)
    found = VisitPerson.unscoped.filter(visit__in=current).select_related("visit")
    posts = Submission.unscoped.filter(round=held).order_by().values_list("post_count").annotate(Count("pk"))
    facts = {
        "homes": {str(one.public_id): one.household_key for one in homes},
        "drawn": [(one.household_key, one.part, one.draw_order) for one in homes],
        "people": {str(one.public_id): one.person_id for one in people},
        "frame": held.frame_sha256,
        "current": dict(current.values_list("household__household_key", "outcome")),
        "visits": Visit.unscoped.filter(round=held).count(),
        "forms": Submission.unscoped.filter(round=held).count(),
        "posts": dict(posts),
        "found": [
            {"instance": one.visit.instance_id, "nik": one.nik, "person": one.person_id, "listed": one.listed,
             "found": one.found, "card": one.card, "name": one.name}
            for one in found
        ],
        "cases": [
            {"pk": one.pk, "kind": one.kind, "subject": one.subject, "person": one.person_id, "state": one.state,
             "closed": one.closed_reason, "claim": one.claim}
            for one in Case.unscoped.order_by("pk")
        ],
    }  # fmt: skip
print(json.dumps(facts))
