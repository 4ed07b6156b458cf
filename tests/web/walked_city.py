"""The city that the walk over every page goes to: one of each thing, and one user per role who is signed in."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from django.conf import settings
from django.test import Client

from semesta.web.core.acting import acting
from semesta.web.core.roles import ROLES
from tests.web.budget_samples import put_plan
from tests.web.case_samples import EVERYWHERE, put_case, put_decision, put_paper
from tests.web.conftest import HERE, City, make_city
from tests.web.counter_things import put_episode
from tests.web.firm_samples import put_act_with_paper, put_compliance, put_letter
from tests.web.outreach_samples import put_batch, put_session
from tests.web.programs import register
from tests.web.visit_rounds import put_round

SESSIONS_KEPT_SECONDS = 600
"""Far less than a session lasts without being used: what the walk does with it is rolled back."""


@dataclass
class WalkedCity(City):
    """A city in which one user per role is signed in since a moment of this machine's clock."""

    sessions: dict[str, str]
    since: float

    def client(self, role: str) -> Client:
        if time.monotonic() - self.since > SESSIONS_KEPT_SECONDS:
            return super().client(role)
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return client


def walked_city() -> WalkedCity:
    """Made in the transaction at hand."""
    city = make_city(HERE, "mawar")
    furnish(city)
    sessions = {role: city.client(role).session.session_key for role in ROLES}
    walked = WalkedCity(city.area, city.users, city.offices, sessions, time.monotonic())
    walked.__dict__.update({name: made for name, made in vars(city).items() if name not in vars(walked)})
    return walked


def furnish(city: City) -> None:
    """One case with a paper, one decision, one plan and one patient in the area that the walk goes to."""
    city.case = put_case(city.area, subject="mawar", title="Kasus mawar", kind="employer")
    city.paper = put_paper(city.case, city.users["dinsos"])
    city.decision = put_decision(city.area, city.users["dukcapil"])
    city.plan = put_plan(city.area, city.users["coordinator"], title="Rencana mawar")
    city.episode = put_episode(city, name="Pasien mawar")
    city.program = register(city)
    city.compliance = put_compliance(city.area, name="PT Mawar mawar")
    city.letter = put_letter(city.compliance, city.users["bpjs"])
    city.receipt = put_act_with_paper(city.compliance, city.users["bpjs"])
    with acting(EVERYWHERE):
        city.round = put_round(city.area, city.users["coordinator"], name="Putaran mawar")
    city.session = put_session(city.area, city.users["dinsos"])
    city.batch = put_batch(city.area, city.users["dinsos"], {})


def forbidden(answer) -> list[str]:
    """What a page holds that the content policy forbids; it lets a link lead elsewhere, as to the text of a law."""
    page = answer.content.decode(errors="replace") if not answer.streaming else ""
    return [
        found[0]
        for pattern in (
            r"<script(?![^>]*\bsrc=)(?![^>]*application/json)",
            r"\son\w+=|\sstyle=|<style|javascript:",
            r"\bsrc=\"(?:https?:)?//|<(?!a\b)[^>]*\bhref=\"(?:https?:)?//",
        )
        if (found := re.search(pattern, page))
    ]
