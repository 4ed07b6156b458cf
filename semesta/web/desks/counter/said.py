"""What the counter says of one person: in words a new clerk can read aloud."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from semesta.flow.report.words import word
from semesta.rules.load import load_rules
from semesta.rules.routes import routes
from semesta.terms import route as ways
from semesta.web.casework.flows import contract_of, terms_of
from semesta.web.casework.queries.episodes import paper_names, paper_title
from semesta.web.core import components as c
from semesta.web.core.places import area_name
from semesta.web.core.reading import language, numbers
from semesta.web.desks.counter.words import PAID_BY

if TYPE_CHECKING:
    from datetime import date

    from semesta.web.casework.actions.episode import Patient
    from semesta.web.core.published.shown import Shown

BY_TERMS = frozenset({ways.APBD_QUOTA, ways.NEWBORN, ways.WAIT_START})
"""Routes whose first day follows the city's terms (R3.8)."""
OFFICE_DECIDES = frozenset({"", ways.APBD_QUOTA, ways.PBI_REACTIVATION, ways.DTSEN_PBI, ways.NEWBORN})
"""Routes on which Dinsos does the first step; on the others the family, the employer or Dukcapil does."""
OLD_AFTER_DAYS = 45
"""A monthly file that is older was not replaced in time."""


@dataclass(frozen=True)
class Do:
    """One thing to do now."""

    title: str
    text: str


@dataclass(frozen=True)
class Answer:
    """The screen. `starts_on`: the true first day of cover when the registration is entered today; None: not known.

    `office_decides`: Dinsos does the first step, so the request is best sent at once.
    """

    active: bool
    name: str
    who: str
    stamp: str
    stamp_old: bool
    say: str
    more: str
    route: str
    segment: str
    arrears_months: int
    starts_on: date | None
    office_decides: bool
    steps: list[Do] = field(default_factory=list)
    facts: list[c.Fact] = field(default_factory=list)


@cache
def _routes() -> dict[str, dict[str, str]]:
    return {row["route"]: row for row in routes().to_pylist()}


def answer_of(shown: Shown, one: dict[str, Any], cards: list[dict[str, Any]], today: date) -> Answer:
    """The answer about a row of the files, masked as the role sees it."""
    active = one["active"] is True
    arrears = max((card["arrears_month_count"] or 0 for card in cards), default=0)
    route = "" if active else one["route"] or ""
    start, terms_note = (None, "") if active else _start(shown, one, route, today)
    return Answer(
        active=active, name=one["name"] or _("no name"), who=_who(one), stamp=_stamp(shown),
        stamp_old=(today - shown.month).days > OLD_AFTER_DAYS, say=_say(one), more=_more(one), route=route,
        segment=one["segment"] or "", arrears_months=arrears, starts_on=start,
        office_decides=route in OFFICE_DECIDES,
        steps=_when_active() if active else _when_not(route, today),
        facts=_facts(one, route, start, terms_note, active),
    )  # fmt: skip


def _who(one: dict[str, Any]) -> str:
    born = numbers().day(one["birth_on"]) if one["birth_on"] else _("birth date not known")
    return ", ".join([one["nik"] or one["nik_raw"] or _("no NIK"), born, area_name(one["area_code"])])


def _stamp(shown: Shown) -> str:
    return _("by the files of %(month)s") % {"month": numbers().month(shown.month)}


def _say(one: dict[str, Any]) -> str:
    if one["active"]:
        return _("Covered. Serve under JKN.")
    if one["active"] is False or not one["card_count"]:
        return _("Not active. Serve now.") if one["card_count"] else _("No card yet. Serve now.")
    return _("Status not known. Serve now.")


def _more(one: dict[str, Any]) -> str:
    parts = [word(language(), "class", one["class_name"])]
    if one["reason"]:
        parts.append(word(language(), "reason", one["reason"]))
    if one["inactive_since_on"]:
        parts.append(_("since %(day)s") % {"day": numbers().day(one["inactive_since_on"])})
    if one["register_status"] == "DEAD":
        parts.append(_("the population register says dead: look at the identity card, then tell Dukcapil"))
    return ". ".join(part[:1].upper() + part[1:] for part in parts if part) + "."


def _when_active() -> list[Do]:
    return [
        Do(_("Serve the patient"), _("As every member of JKN, in the usual way.")),
        Do(_("Ask BPJS Kesehatan as usual"), _("Their answer of today decides about the claim; this file is older.")),
        Do(_("Is their answer other than this one?"), _("Serve all the same, and start the guarantee below.")),
    ]  # fmt: skip


def _when_not(route: str, today: date) -> list[Do]:
    held = _routes().get(route)
    steps = [
        Do(_("Serve the patient"), _("Nobody is sent away because of a card.")),
        Do(_("Start the guarantee"), _("One press: both clocks run, and the office that decides gets the request.")),
    ]  # fmt: skip
    if held:
        steps.append(Do(word(language(), "route", route), _("Office: %(office)s") % {"office": held["office"]}))
    if route == ways.MANDIRI:
        days = load_rules().whole("mandiri_wait_day", today)
        steps.append(
            Do(
                _("Tell the family that they may choose"),
                _("With a wait of %(days)s days, or without it by paying for the whole family from the day on which"
                  " the card was switched off.") % {"days": days},
            )
        )  # fmt: skip
    steps.append(Do(_("Print the letter"), _("The family needs it at the office, with the papers below.")))
    return steps


def _start(shown: Shown, one: dict[str, Any], route: str, today: date) -> tuple[date | None, str]:
    """First day of cover when somebody registers the patient today, and why that day."""
    if route in BY_TERMS:
        terms = terms_of(shown, one["area_code"], today, contract_of(one["area_code"], today.year))
        day = one["expected_start_on"] if route == ways.WAIT_START and one["expected_start_on"] else terms.start(today)
        if terms.same_day:
            return day, _("The city holds the privilege: cover begins on the day of registration.")
        return day, _("Cut-off: registered up to day %(day)s, cover begins with the next month; later, one month on."
                      ) % {"day": terms.cut_off_day}  # fmt: skip
    if route == ways.PBI_REACTIVATION:
        return None, _("The ministry decides; it can be done in one day.")
    if route in {ways.PAY_ARREARS, ways.REHAB, ways.PAY_FIRST}:
        return None, _("Cover begins only when it is paid; no day can be promised.")
    return (one["expected_start_on"], "") if route else (None, "")


def _facts(one: dict[str, Any], route: str, start: date | None, note: str, active: bool) -> list[c.Fact]:
    segment = word(language(), "segment", one["segment"])
    if active:
        return [c.Fact(_("Segment"), segment), c.Fact(_("Who pays"), _("JKN, from today's care on"))]
    held = _routes().get(route)
    day = numbers().day(start) if start else _("not known")
    facts = [c.Fact(_("Cover begins"), day, note)]
    if held:
        facts.append(c.Fact(_("Who pays from then on"), str(PAID_BY[held["paid_by"]])))
    facts.append(
        c.Fact(
            _("Until then"), _("JKN does not pay what was done before the first day"),
            _("The estimate of the bill is the money at risk: write it down at the episode, Dinkes sees it."),
        )
    )  # fmt: skip
    if segment:
        facts.append(c.Fact(_("Last segment"), segment))
    if held:
        facts.append(c.Fact(_("Law"), held["law"]))
    return facts


@dataclass(frozen=True)
class Newborn:
    """What holds for a baby by its mother's cover."""

    say: str
    facts: list[c.Fact]
    papers: list[str]


def newborn_of(shown: Shown, mother: Patient, today: date) -> Newborn:
    """By the mother's segment (R2.25): active at once, through the employer, or through the city's offices."""
    rules = load_rules()
    terms = terms_of(shown, mother.area_code, today, contract_of(mother.area_code, today.year))
    by_segment = {
        "PBI_APBN": _("The baby of a PBI mother is PBI and active at once; BPJS Kesehatan only needs to know."),
        "PPU": _("The employer registers the baby; up to the third child nothing is added to pay."),
        "PBPU_PEMDA": _("The city registers the baby, through Dinkes and Dinsos. Start the guarantee now."),
        "PBPU": _("The family registers the baby and pays from the birth on."),
    }
    way = by_segment.get(
        mother.segment, _("The mother's cover is not known: start the guarantee, Dinsos looks for the way.")
    )
    facts = [
        c.Fact(_("Way"), way),
        c.Fact(
            _("To be registered within"),
            _("%(days)s days after the birth") % {"days": rules.whole("newborn_window_day", today)},
            _("Later, contributions are owed from the birth, and the service penalty."),
        ),
        c.Fact(
            _("Name and NIK to be completed within"),
            _("%(months)s months") % {"months": rules.whole("newborn_data_fix_month", today)},
        ),
        c.Fact(_("Cover through the city begins"), numbers().day(terms.start(today)), kind="text"),
        c.Fact(_("Mother's segment"), word(language(), "segment", mother.segment)),
    ]
    return Newborn(
        _("Serve the baby now."), facts, [paper_title(one, language()) for one in paper_names("newborn", newborn=True)]
    )
