"""Which flow a city takes, when a step is due, when cover starts: rules and the city's choices read together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from semesta.rules.load import load_rules
from semesta.rules.proposals import Flow, FlowStep, flows
from semesta.rules.working_days import after_working_days
from semesta.terms.month import Month
from semesta.terms.start_date import next_cut_off, start_on
from semesta.web.casework.models import Contract, FlowChoice
from semesta.web.core.published.tables.models import UhcStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from semesta.web.core.published.shown import Shown

CITY_CODE = 5
USUAL = {"add": "A", "newborn": "A", "remove": "A", "care": "C"}
"""The flow of a kind for which the city chose none."""


def city_of(area_code: str) -> str:
    """`16.71` of `16.71.04.1002`."""
    return area_code[:CITY_CODE]


@dataclass(frozen=True)
class Chosen:
    """A flow with the working days that the city promises per step; `by_choice` False: nobody chose, the usual one."""

    flow: Flow
    working_days: Mapping[str, int]
    by_choice: bool
    from_on: date | None


def chosen_flows(area_code: str, on: date) -> dict[str, Chosen]:
    """The flow of every kind on that day, in one query."""
    found = {kind: Chosen(flows()[letter], {}, False, None) for kind, letter in USUAL.items()}
    held = FlowChoice.objects.filter(area_code=city_of(area_code), from_on__lte=on).order_by("from_on", "id")
    for choice in held:
        found[choice.kind] = Chosen(flows()[choice.flow], choice.working_days, True, choice.from_on)
    return found


def due_at(
    step: FlowStep, working_days: Mapping[str, int], now: datetime, sent_at: datetime, cut_off: int
) -> datetime | None:
    """Until when the step is to be done when it is reached `now`: the city's own promise, else the flow's; or None."""
    if days := working_days.get(step.name):
        return _end_of(after_working_days(load_rules(), timezone.localdate(now), int(days)))
    rules, promise = load_rules(), step.promise
    if "by_day" in promise:
        return _end_of(next_cut_off(timezone.localdate(now), cut_off))
    if "within_month" in promise:
        months = rules.whole(promise["within_month"], timezone.localdate(now))
        sent = timezone.localdate(sent_at)
        later = Month.of(sent) + months
        return _end_of(later.last_day.replace(day=min(sent.day, later.last_day.day)))
    if "within_hour" in promise:
        return sent_at + timedelta(hours=rules.whole(promise["within_hour"], timezone.localdate(now)))
    return None


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


# -- when cover starts


@dataclass(frozen=True)
class Terms:
    """How a registration takes effect: `same_day` with the privilege; where each part comes from."""

    same_day: bool
    cut_off_day: int
    inclusive: bool
    from_contract: bool
    privilege_known: bool
    law: str

    def start(self, registered_on: date) -> date:
        """The first day of cover (req 29)."""
        return start_on(registered_on, same_day=self.same_day, cut_off_day=self.cut_off_day, inclusive=self.inclusive)


def contract_of(area_code: str, year: int) -> Contract | None:
    """The agreement of a year, None when none was entered."""
    return Contract.objects.filter(area_code=city_of(area_code), year=year).first()


def contracts_of(area_code: str, year: int) -> tuple[Contract | None, Contract | None]:
    """The agreements of a year and of the next, in one query."""
    held = {one.year: one for one in Contract.objects.filter(area_code=city_of(area_code), year__in=(year, year + 1))}
    return held.get(year), held.get(year + 1)


def terms_of(shown: Shown | None, area_code: str, on: date, contract: Contract | None) -> Terms:
    """The terms on a day: the agreement's cut-off day, else the rule's; the privilege by the shown month's verdict."""
    rules = load_rules()
    own = contract is not None and contract.cut_off_day is not None
    inclusive = bool(rules.value("cut_off_day_inclusive", on))
    if contract is not None and contract.cut_off_inclusive is not None:
        inclusive = contract.cut_off_inclusive
    met = privilege_met(shown, area_code) if shown is not None else None
    name = "start_rule_privilege" if met else "start_rule_cut_off"
    return Terms(
        same_day=bool(met),
        cut_off_day=contract.cut_off_day
        if own and contract and contract.cut_off_day
        else rules.whole("cut_off_day", on),
        inclusive=inclusive,
        from_contract=own,
        privilege_known=met is not None,
        law=rules.law_of(name, on),
    )


def privilege_met(shown: Shown, area_code: str) -> bool | None:
    """Every condition of the privilege is met in the shown month; None when that month was not judged."""
    rules = load_rules()
    name, formula = rules.value("uhc_privilege_name", shown.month), rules.value("activity_formula", shown.month)
    rows = shown.rows(UhcStatus).filter(region_code=city_of(area_code), month=shown.month, verdict=name)
    met = [row.met for row in rows.only("met", "formula") if row.formula in {"", None, formula}]
    return all(bool(one) for one in met) if met else None
