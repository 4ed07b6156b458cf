"""The application for the mixed load: HOME PORT FILE. FILE then holds signed-in clerks and officers, programs, NIKs;
this process becomes what `semesta web` is, with the one that answers, sealing every minute and a worker for jobs."""

# ruff: noqa: E402  (Django must know the home folder first)
from __future__ import annotations

import json
import os
import sys
from pathlib import Path

home, port, told = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
os.environ.setdefault("SEMESTA_HOSTS", "localhost")

from semesta.web.site import serve

serve.put_database_in_place(home)
serve.put_static_files_in_place(home)

from django.conf import settings
from django.test import Client

from semesta.web.core import actions
from semesta.web.core.acting import Acting, acting, acting_of
from semesta.web.core.clients.actions import register_client
from semesta.web.core.models import User
from semesta.web.core.published.shown import shown_to
from semesta.web.core.published.tables.models import Person
from semesta.web.core.roles import ROLES
from semesta.web.core.scope import Scope

CITY = "16.71"
CLERKS, OFFICERS, PROGRAMS = 10, 5, 5
"""Together the twenty users of the bench; each in a session or with a token of their own."""
SOME = 5_000
settings.SECOND_FACTOR_ASKED = False


def signed_in(name: str, role: str, office: object) -> str:
    """The cookies of a user of this role."""
    user = User.objects.filter(username=name).first() or actions.make_user(name, "Bench")
    if not user.memberships.exists():
        actions.give_membership(user, role, office, CITY)
    client = Client()
    client.force_login(user)
    session = f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}"
    return f"{session}; {settings.CSRF_COOKIE_NAME}={'a' * 32}"


with acting(Acting(purpose="bench")):
    facility = actions.make_organisation("Puskesmas (bench)", "facility", CITY)
    bappeda = actions.make_organisation("Bappeda (bench)", "bappeda", CITY)
    clerks = [signed_in(f"load-clerk-{number}", "facility", facility) for number in range(CLERKS)]
    officers = [signed_in(f"load-officer-{number}", "coordinator", bappeda) for number in range(OFFICERS)]
    maker = User.objects.get(username="load-officer-0")
    programs = []
    for number in range(PROGRAMS):
        client, secret = register_client(
            f"SIMRS {number} (bench)", facility, CITY, "eligibility.read", purpose="TREAT", made_by=maker,
            minute_most=100_000,
        )  # fmt: skip
        programs.append({"id": client.public_id, "secret": secret})
everywhere = Scope(1, ROLES["auditor"], 1, "bench", (CITY,))
with acting(acting_of(everywhere), writes=False):
    people = shown_to(everywhere).rows(Person).filter(nik__isnull=False, person_id__gt=200_000_000)
    step = max(people.count() // SOME, 1)
    niks = list(people.order_by("person_id").values_list("nik", flat=True)[::step])
told.write_text(
    json.dumps({"clerks": clerks, "officers": officers, "programs": programs, "token": "a" * 32, "niks": niks})
)
raise SystemExit(serve.serve(home, host="127.0.0.1", port=port, workers=2))
