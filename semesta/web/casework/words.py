"""Routes, reasons and outcomes in the reader's words, and who usually begins."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext_lazy as _

from semesta.rules.routes import routes
from semesta.terms.reason import REASONS
from semesta.web.core.reading import language

FIRST_OFFICE = {
    "newborn": "kelurahan",
    "pbi_reactivation": "dinsos",
    "dtsen_pbi": "kelurahan",
    "apbd_quota": "kelurahan",
    "employer": "disnaker",
    "employer_arrears": "disnaker",
    "phk_guarantee": "disnaker",
    "mandiri": "kelurahan",
    "pay_first": "kelurahan",
    "pay_arrears": "kelurahan",
    "rehab": "kelurahan",
    "wait_start": "dinkes",
    "child_study_letter": "kelurahan",
    "fix_identity": "dukcapil",
    "resolve_doubt": "dukcapil",
    "correct_register": "dukcapil",
    "report_death": "dukcapil",
    "report_move": "dukcapil",
    "read_status": "dinsos",
    "pay_next": "kelurahan",
}
"""The office whose turn it is when a case opens (routes.yaml names all of a route's offices in order)."""
ROUTE_WORDS = {"pay_next": _("Remind before the payment at which most stop")}
FINDINGS = {
    "PWBD": _("Firm not registered with BPJS Kesehatan"),
    "PDS_TENAGA_KERJA": _("Firm registered only part of its workers"),
    "PDS_UPAH": _("Firm reports lower wages than it pays"),
    "ARREARS": _("Firm owes contributions"),
    "payment_9": _("Nears the payment after which most stop"),
    "mother_covered": _("The mother has active cover"),
    "mother_uncovered": _("The mother has no active cover"),
    "found_unlisted": _("Lives here and stands in no register"),
    "door_differs": _("Active in the file, not at the door"),
}
CLAIMS = {
    "documents_sent": _("Documents complete and sent on"),
    "registered": _("Registered, waiting for the card"),
    "paid": _("Contribution paid"),
    "reported": _("Reported to the office in charge"),
    "corrected": _("Data corrected"),
}
"""What a person can claim; next month's file proves or refutes it."""
PRIORITIES = {
    1: _("Catastrophic illness on a decree's list: first of all"),
    2: _("A deadline is running, or the city pays for a card that should have ended"),
    3: _("Had cover and lost it"),
    4: _("Never had a card"),
    5: _("An identity, a doubt or a status to settle, or a card to end"),
    6: _("A reminder; cover is still active"),
}
"""Why a case stands where it stands (6_worklist/person_work.sql gives 1 to 5)."""


@dataclass(frozen=True)
class RouteText:
    """A route as routes.yaml tells it, in the reader's language."""

    title: str
    law: str
    documents: tuple[str, ...]
    office: str


@cache
def _told() -> dict[str, dict[str, str]]:
    return {row["route"]: row for row in routes().to_pylist()}


def route_text(route: str) -> RouteText:
    """What a route is called, rests on, needs, and where it is started; empty texts for one that nobody described."""
    if route in ROUTE_WORDS:
        return RouteText(str(ROUTE_WORDS[route]), "", (), "")
    row = _told().get(route)
    if row is None:
        return RouteText(route, "", (), "")
    title = row["title_en"] if language() == "en" else row["title_id"]
    return RouteText(title, row["law"], tuple(one.strip() for one in row["documents"].split(";")), row["office"])


def reason_text(reason: str) -> str:
    """R1.6 in the reader's words; a finding of casework; else the word itself."""
    if reason in FINDINGS:
        return str(FINDINGS[reason])
    for one in REASONS:
        if one.code == reason:
            return one.title_en if language() == "en" else one.title_id
    return reason
