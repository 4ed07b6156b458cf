"""`draw_child.py HOME RUN_ID`: a round of each design as the page's button draws and keeps it; prints seconds as JSON.

The database is the one of DATABASE_URL, else SQLite in the home.
"""

# ruff: noqa: E402  (Django must know the home folder first)
from __future__ import annotations

import hashlib
import json
import sys
import time
from datetime import date
from pathlib import Path

HOME, RUN_ID = Path(sys.argv[1]), sys.argv[2]
sys.path.insert(0, str(Path(__file__).parents[2]))
from semesta.web.site.serve import put_database_in_place

put_database_in_place(HOME)

from semesta.plan.sample.design import Design
from semesta.web.casework.actions.rounds import Plan, draw_random
from semesta.web.casework.models import RoundHousehold
from semesta.web.core.acting import Acting, acting, acting_of
from semesta.web.core.models import User
from semesta.web.core.published.shown import Shown
from semesta.web.core.roles import ROLES
from semesta.web.core.scope import Scope

with acting(Acting(purpose="bench")):
    user, _ = User.objects.get_or_create(username="bench", defaults={"name": "Bench"})
scope = Scope(user.pk, ROLES["coordinator"], 0, "Bench", ("16.71",))
shown = Shown(1, RUN_ID, date(2026, 5, 1), scope)
plan = Plan("Bench", date(2026, 6, 1), date(2026, 6, 14))
found = {}
for kind in ("simple", "stratified", "cluster"):
    best, digest = (9e9, 9e9), ""
    for _turn in range(3):
        began, cpu = time.perf_counter(), time.process_time()
        with acting(acting_of(scope)):
            held = draw_random(scope, shown, plan, Design(kind, 2000), "2026-05")
        best = min(best, (time.perf_counter() - began, time.process_time() - cpu))
        with acting(acting_of(scope)):
            keys = RoundHousehold.objects.within(scope).filter(round=held).order_by("draw_order")
            words = "\n".join(f"{key}|{part}" for key, part in keys.values_list("household_key", "part"))
        digest = hashlib.sha256(words.encode()).hexdigest()
    found[kind] = {"wall": best[0], "cpu": best[1], "digest": digest, "households": words.count("\n") + 1}
print(json.dumps(found))
