"""From a published run to the optimiser's groups: everybody without active cover, and every kelurahan as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from semesta.engines.duck import DuckEngine
from semesta.flow.manifest import read_manifest
from semesta.flow.publish import published_run
from semesta.plan.aims import prioritas
from semesta.plan.cost import rates_of
from semesta.plan.people import CITY, SELF_PAID, UNKNOWN_DECILE, City, Group, RoutePlan, Village
from semesta.plan.wish import Fairness, Wish
from semesta.terms.fault import Fault
from semesta.terms.month import Month

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from semesta.rules.load import Rules

NOWHERE = "?"
GROUPS = f"""
    SELECT coalesce(village_code, '{NOWHERE}'), coalesce(decile, {UNKNOWN_DECILE}), class <> 'uncovered', urgent, route,
      count(*)
    FROM person_route WHERE NOT upcoming GROUP BY ALL ORDER BY ALL
"""  # noqa: S608 -- own constants
VILLAGES = f"""
    SELECT coalesce(village_code, '{NOWHERE}'), count(*), count(CASE WHEN registered THEN 1 END),
      count(CASE WHEN active THEN 1 END), count(CASE WHEN active AND segment = 'PBPU_PEMDA' THEN 1 END)
    FROM person_month WHERE in_register GROUP BY 1 ORDER BY 1
"""  # noqa: S608 -- own constants


def city_of(home: Path, month: date | None = None) -> tuple[City, date]:
    """The city as the run published for `month` (None: the newest) found it, and the month of that run."""
    return city_of_run(published_run(home, month))


def city_of_run(run: Path) -> tuple[City, date]:
    """The city as this run found it, published or not, and the month of the run."""
    from datetime import date as day

    engine = DuckEngine()
    try:
        engine.read_parquet("person_route", [run / "5_route" / "person_route.parquet"])
        engine.read_parquet("person_month", [run / "3_status" / "person_month.parquet"])
        groups = tuple(Group(*row) for row in engine.rows(GROUPS))
        villages = {row[0]: Village(*row[1:]) for row in engine.rows(VILLAGES)}
    finally:
        engine.close()
    return City(villages, groups), day.fromisoformat(str(read_manifest(run)["month"]))


def wish_of(
    city: City,
    rules: Rules,
    *,
    first: date,
    last: date,
    budget: int,
    routes: Mapping[str, tuple[int | None, float]],
    coverage: float | None = None,
    activity: float | None = None,
    pemda: float = 0.0,
    fairness: Fairness | None = None,
) -> Wish:
    """The question for the months from `first` to `last`. Targets are shares of residents, those of UHC Prioritas (the
    rules of `first`) where not given; `pemda`: least share registered by the city; `routes`: people a month (None: no
    limit) and share that ends in active cover.

    The city's own quota needs no entry: then it has no monthly limit.
    """
    if last < first:
        raise Fault("Bulan terakhir rencana ada sebelum bulan pertama")
    months = tuple(one.first_day for one in Month.between(Month.of(first), Month.of(last)))
    rates = [rates_of(rules, month) for month in months]
    plans = {CITY: RoutePlan(CITY, rates[0].pemda)}
    for name, (people, share) in routes.items():
        cost = rates[0].pemda if name == CITY else rates[0].help if name in SELF_PAID else 0
        plans[name] = RoutePlan(name, cost, people, share)
    usual = prioritas(rules, first)
    wanted = [
        _needed(city, usual.activity if activity is None else activity),
        _needed(city, usual.coverage if coverage is None else coverage),
    ]
    return Wish(
        months, budget, wanted[0], wanted[1], plans, tuple(rate.pemda for rate in rates), fairness or Fairness(),
        pemda_needed=_needed(city, pemda),
    )  # fmt: skip


def _needed(city: City, share: float) -> int:
    import math

    return math.ceil(share * city.population - 1e-7)


def route_options(texts: Sequence[str]) -> dict[str, tuple[int | None, float]]:
    """`pbi_reactivation=1500:0.6`: at most 1,500 people a month, 60 % end in active cover; either may be empty."""
    from semesta.terms.route import ROUTES

    out: dict[str, tuple[int | None, float]] = {}
    for text in texts:
        name, _, rest = text.partition("=")
        people, _, share = rest.partition(":")
        try:
            found = (int(people) if people else None, float(share) if share else 1.0)
        except ValueError:
            raise Fault(f"Jalur '{text}' bukan nama=ORANG:BAGIAN") from None
        if name not in ROUTES or (found[0] or 0) < 0 or not 0 < found[1] <= 1:
            raise Fault(f"Jalur '{text}' tidak dikenal atau di luar batas")
        out[name] = found
    return out
