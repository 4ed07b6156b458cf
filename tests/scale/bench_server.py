"""The application with two pages of the bench: HOME PORT FILE. FILE then holds sessions, tokens and some NIKs."""

# ruff: noqa: E402  (Django must know the home folder first)
from __future__ import annotations

import json
import os
import sys
from pathlib import Path

home, port, told = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
sys.path.insert(0, str(Path(__file__).parent))
os.environ.setdefault("SEMESTA_HOSTS", "localhost")

from semesta.web.site import serve

serve.put_database_in_place(home)

from django.conf import settings
from django.test import Client
from django.utils import timezone

from semesta.web.core import actions
from semesta.web.core.acting import Acting, acting, acting_of
from semesta.web.core.clients import actions as clients
from semesta.web.core.models import User
from semesta.web.core.published.shown import shown_to
from semesta.web.core.published.tables.models import Person
from semesta.web.core.roles import ROLES
from semesta.web.core.scope import Scope

CLERKS = 16
"""As many as the bench has connections: each asks in a session of their own."""
cookies = []
with acting(Acting(purpose="bench")):
    office = actions.make_organisation("Puskesmas (bench)", "facility", "16.71")
    for number in range(CLERKS):
        name = f"bench-{number}"
        user = User.objects.filter(username=name).first() or actions.make_user(name, "Bench")
        if not user.memberships.exists():
            actions.give_membership(user, "facility", office, "16.71")
        client = Client()
        client.force_login(user)
        session = f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}"
        cookies.append(f"{session}; {settings.CSRF_COOKIE_NAME}={'a' * 32}")
tokens = []
with acting(Acting(purpose="bench")):
    for number in range(CLERKS):
        program, _ = clients.register_client(
            f"SIMRS {number}", office, "16.71", "eligibility.read", purpose="TREAT", made_by=None, minute_most=1_000_000
        )
        tokens.append(clients.issue_token(program, "eligibility.read", timezone.now()))
everywhere = Scope(1, ROLES["auditor"], 1, "bench", ("16.71",))
with acting(acting_of(everywhere), writes=False):
    people = shown_to(everywhere).rows(Person).filter(nik__isnull=False, person_id__gt=200_000_000)
    step = max(people.count() // 5000, 1)
    niks = list(people.order_by("person_id").values_list("nik", flat=True)[::step])
told.write_text(json.dumps({"cookies": cookies, "token": "a" * 32, "bearers": tokens, "niks": niks}))
environment = {
    **os.environ, "DATABASE_URL": serve.app_database_url(home), "DJANGO_SETTINGS_MODULE": "bench_settings",
    "SEMESTA_HOME": str(home.resolve()), "PYTHONPATH": str(Path(__file__).parent),
}  # fmt: skip
words = [sys.executable, "-m", "semesta.web.site.server", "127.0.0.1", str(port), "2"]
os.execve(sys.executable, words, environment)  # noqa: S606 this very process becomes the server
