"""Every page that a role may open, asked of a published city in one process: HOME. Times and statements as JSON rows.

Time is the server's: from the request to the last byte of the answer, every middleware included, no network. Pages with
a name in their address are asked for one person, area or figure of the city; those of single things that offices make
(a case, a proposal, a job) are not, a new city has none.
"""

# ruff: noqa: E402  (Django must know the home folder first)
from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from statistics import median

from semesta.web.site import serve

home = Path(sys.argv[1])
os.environ.setdefault("SEMESTA_HOSTS", "testserver")
serve.prepare_django(home)
serve.put_static_files_in_place(home)
from django.db import connection

if os.environ.get("DATABASE_URL"):
    from semesta.web.core.database import database_of

    application = database_of(serve.app_database_url(home))

from django.conf import settings
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, get_resolver, reverse

from semesta.web.core import actions
from semesta.web.core.access import PUBLIC, SIGNED_IN, need_of
from semesta.web.core.acting import Acting, acting, acting_of
from semesta.web.core.models import User
from semesta.web.core.published.shown import shown_to
from semesta.web.core.published.tables.models import InvoiceWork, Person
from semesta.web.core.roles import ROLES
from semesta.web.core.scope import Scope

TIMES = 7
settings.SECOND_FACTOR_ASKED = False


def clients() -> dict[str, Client]:
    """A signed-in user of each role for the whole city."""
    found = {}
    with acting(Acting(purpose="bench")):
        office = actions.make_organisation("Kantor (bench)", "bappeda", "16.71")
        for role in ROLES:
            user = User.objects.filter(username=f"page-{role}").first() or actions.make_user(f"page-{role}", "Bench")
            if not user.memberships.exists():
                actions.give_membership(user, role, office, "16.71")
            found[role] = Client()
            found[role].force_login(user)
    return found


def patterns(resolver: object = None) -> list[object]:
    """Every address of the application, those of rooms within rooms too."""
    found = []
    for one in (resolver or get_resolver()).url_patterns:
        found += patterns(one) if hasattr(one, "url_patterns") else [one]
    return found


def somebody() -> Person:
    """One resident of the city."""
    scope = Scope(1, ROLES["auditor"], 1, "bench", ("16.71",))
    with acting(acting_of(scope), writes=False):
        return shown_to(scope).rows(Person).filter(in_register=True, nik__isnull=False).order_by("person_id")[1000]


def of_newest_bill() -> dict[str, dict[str, str]]:
    """The pages of the newest bill and of a line of it that was not accepted; none in a city without bills."""
    scope = Scope(1, ROLES["auditor"], 1, "bench", ("16.71",))
    with acting(acting_of(scope), writes=False):
        line = shown_to(scope).rows(InvoiceWork).order_by("-invoice_month", "invoice_line_id").first()
    if line is None or line.invoice_month is None:
        return {}
    bill = {"bulan": f"{line.invoice_month:%Y-%m}"}
    return {"bill": bill, "bill_lines": bill, "bill_line": {**bill, "nomor": str(line.invoice_line_id)}}


def addresses(one: Person) -> list[tuple[str, str, str]]:
    """(what, permission, address): every page without a name in its address, and some with."""
    district = one.area_code.rpartition(".")[0]
    named = {
        "person": {"key": one.person_id}, "overview_area": {"area_code": district},
        "overview_number": {"area_code": "16.71", "indicator": "coverage"},
        "overview_people": {"area_code": "16.71", "indicator": "coverage"}, **of_newest_bill(),
    }  # fmt: skip
    found = []
    for pattern in patterns():
        need = need_of(pattern.callback)
        if not pattern.name or need is None or need.permission == PUBLIC:
            continue
        try:
            found.append((pattern.name, need.permission, reverse(pattern.name, kwargs=named.get(pattern.name, {}))))
        except NoReverseMatch:
            continue
    return found


def measured(what: str, client: Client, address: str) -> dict[str, object] | None:
    """One row; None for an address that only takes a POST or sends elsewhere."""
    if client.get(address).status_code != 200:
        return None
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    frame = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SELECT set_config")
    count = sum(not one["sql"].startswith(frame) for one in asked.captured_queries)
    times = []
    for _ in range(TIMES):
        started = time.perf_counter()
        answer = client.get(address)
        size = sum(map(len, answer.streaming_content)) if answer.streaming else len(answer.content)
        times.append((time.perf_counter() - started) * 1000)
    return {
        "page": what, "median ms": round(median(times), 1), "max ms": round(max(times), 1), "statements": count,
        "kB": round(size / 1000),
    }  # fmt: skip


def main() -> None:
    """Every page once for a role that may; the slowest first."""
    one, by_role = somebody(), clients()
    if os.environ.get("DATABASE_URL"):
        connection.close()
        connection.settings_dict.update({key: application[key] for key in ("USER", "PASSWORD")})
    rows = []
    for what, permission, address in addresses(one):
        role = next(name for name, role in ROLES.items() if permission == SIGNED_IN or permission in role.permissions)
        if row := measured(what, by_role[role], address):
            rows.append(row)
    print(json.dumps(sorted(rows, key=lambda row: -row["median ms"])))


main()
