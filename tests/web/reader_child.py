"""Reads what is shown, again and again, until a file says stop; prints what it saw. Started by test_publish.py."""

import json
import sys
from pathlib import Path

from semesta.web.site.serve import prepare_django

home, stop = Path(sys.argv[1]), Path(sys.argv[2])
prepare_django(home)

from semesta.web.core.acting import acting, acting_of
from semesta.web.core.published.by_nik import cover_of
from semesta.web.core.published.shown import shown_to
from semesta.web.core.published.tables.models import Card, Person
from semesta.web.core.roles import ROLES
from semesta.web.core.scope import Scope

scope = Scope(1, ROLES["auditor"], 1, "x", ("",))
seen: dict[int, set[tuple[int, int, int]]] = {}
reads = 0
stop.with_suffix(".ready").touch()
while not stop.exists():
    with acting(acting_of(scope), writes=False):
        shown = shown_to(scope)
        people, cards = shown.rows(Person), shown.rows(Card)
        nik = people.filter(nik__isnull=False).order_by("person_id").values_list("nik", flat=True)[0]
        facts = (people.count(), cards.count(), len(cover_of(scope, nik)))
    seen.setdefault(shown.number, set()).add(facts)
    reads += 1
print(json.dumps({"reads": reads, "seen": {number: sorted(facts) for number, facts in seen.items()}}))
