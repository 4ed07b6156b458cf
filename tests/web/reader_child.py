"""Reads what is shown, again and again, until a file says stop; prints what it saw. Started by test_publish.py."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from semesta.web.site.serve import prepare_django

home, stop = Path(sys.argv[1]), Path(sys.argv[2])
prepare_django(home)

from django.db import connection

from semesta.web.core.acting import acting, acting_of
from semesta.web.core.published.by_nik import cover_of
from semesta.web.core.published.shown import shown_to
from semesta.web.core.published.tables.models import Card, Person
from semesta.web.core.roles import ROLES
from semesta.web.core.scope import Scope

scope = Scope(1, ROLES["auditor"], 1, "x", ("",))
seen: set[tuple[int, tuple[int, int, int]]] = set()
THREADS = 3


def read(_: int) -> int:
    """How often it read; what it saw is in `seen`."""
    reads = 0
    while not stop.exists():
        with acting(acting_of(scope), writes=False):
            shown = shown_to(scope)
            people, cards = shown.rows(Person), shown.rows(Card)
            nik = people.filter(nik__isnull=False).order_by("person_id").values_list("nik", flat=True)[0]
            seen.add((shown.number, (people.count(), cards.count(), len(cover_of(scope, nik)))))
        reads += 1
    connection.close()
    return reads


stop.with_suffix(".ready").touch()
with ThreadPoolExecutor(THREADS) as pool:
    reads = sum(pool.map(read, range(THREADS)))
print(json.dumps({"reads": reads, "seen": sorted(seen)}))
