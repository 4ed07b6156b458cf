"""The mixed-integer programme of one question: variables, rows, solution by HiGHS, whole people out of it.

People of a group are alike, and a month's limit is a route's, not a group's. So the programme asks how many of a group
take a route, and how many take the route in each month; who goes in which month is dealt out afterwards, the urgent
first, then the poorest. That is the same question with a hundredth of the variables.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from semesta.plan.people import CITY, MAY_TAKE, UNKNOWN_DECILE
from semesta.plan.solver import new_solver
from semesta.plan.whole import Built
from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from semesta.plan.people import City
    from semesta.plan.wish import Wish

INFINITE = float("inf")
GAP = 1e-4
WHOLE_COLUMNS = 4_000
"""Up to so many columns the solver itself keeps people whole; of more, a rounded person is no share that counts."""


class Programme:
    """Targets met by month number `at` within the budget at least cost; with `most`, most people within the budget.

    Columns: people of each group by each of its routes; then people of each route in each month up to `at`; then, for
    the poorest first, one binary per decile: those above are taken in by the city only when all of it is taken up.
    """

    def __init__(self, city: City, wish: Wish, at: int, *, most: bool = False) -> None:
        self.city, self.wish, self.at, self.most = city, wish, at, most
        pairs = [
            (number, route)
            for number, group in enumerate(city.groups)
            for route in dict.fromkeys((group.route, CITY) if group.route in MAY_TAKE else (group.route,))
            if route in wish.routes
        ]
        self.group = np.array([number for number, _ in pairs], np.int64)
        self.route = np.array([route for _, route in pairs], dtype=object)
        self.win = np.array([wish.routes[route].success_share for _, route in pairs])
        self.size = np.array([city.groups[number].people for number, _ in pairs], np.int64)
        self.turns = [(route, month) for route in wish.routes for month in range(at + 1)]
        self.rows: list[tuple[float, float, Any, Any]] = []
        self.binaries: list[int] = []
        self.notes: list[str] = []
        self.active_row = -1

    @property
    def count(self) -> int:
        """Columns of people."""
        return len(self.group)

    @property
    def whole(self) -> bool:
        """The solver keeps people whole."""
        return self.count <= WHOLE_COLUMNS

    def solve(self) -> Built | None:
        """The solution; None when there is none. A Fault when the time was not enough to know."""
        if not self.count:
            city, wish = self.city, self.wish
            enough = (
                city.active >= wish.active_needed
                and city.registered >= wish.registered_needed
                and city.pemda >= wish.pemda_needed
            )
            return Built(self, np.zeros(0), 0.0, None) if enough or self.most else None
        self._rows_of_people()
        if not self.most:
            self._rows_of_targets()
        self._rows_of_fairness()
        return self._run()

    def _held(self, name: str) -> Any:
        """One attribute of the group behind each column of people."""
        return np.array([getattr(self.city.groups[number], name) for number in self.group])

    def _rows_of_people(self) -> None:
        """Nobody twice; each route's people are those of its months; the city's rupiah to the last month."""
        first = np.flatnonzero(np.r_[True, np.diff(self.group) > 0])
        for part in np.split(np.arange(self.count), first[1:]):
            if len(part) > 1:
                self._row(0.0, float(self.size[part[0]]), part)
        months = np.arange(len(self.turns)) + self.count
        for route in self.wish.routes:
            people = np.flatnonzero(self.route == route)
            own = months[[turn[0] == route for turn in self.turns]]
            self._row(0.0, 0.0, np.r_[people, own], np.r_[np.ones(len(people)), -np.ones(len(own))])
        self._row(0.0, float(self.wish.budget), months, self.costs())

    def costs(self) -> list[float]:
        """Rupiah to the last month of one person of each turn (route and month)."""
        return [float(self.wish.cost(route, month)) for route, month in self.turns]

    def _rows_of_targets(self) -> None:
        self.active_row = len(self.rows)
        self._row(float(self.wish.active_needed - self.city.active), INFINITE, np.arange(self.count), self.win)
        bare = np.flatnonzero(~self._held("has_card"))
        self._row(float(self.wish.registered_needed - self.city.registered), INFINITE, bare, self.win[bare])
        if self.wish.pemda_needed > self.city.pemda:
            by_city = np.flatnonzero(self.route == CITY)
            self._row(float(self.wish.pemda_needed - self.city.pemda), INFINITE, by_city, self.win[by_city])

    def _rows_of_fairness(self) -> None:
        fair = self.wish.fairness
        urgent = self._held("urgent").astype(bool)
        if fair.urgent_first and not self.most:
            for number in np.unique(self.group[urgent]):
                self._row(float(self.city.groups[number].people), INFINITE, np.flatnonzero(self.group == number))
        if fair.village_share and not self.most:
            self._villages(fair.village_share)
        if fair.poorest_first:
            self._poorest(urgent)

    def _villages(self, share: float) -> None:
        """Every kelurahan has at least this share of its residents active; one that cannot is noted, taken up whole."""
        village = self._held("village")
        for name, held in self.city.villages.items():
            needed = math.ceil(share * held.population - 1e-7) - held.active
            at = np.flatnonzero(village == name)
            if needed > 0 and len(at):
                best: dict[int, float] = {}
                for column in at:
                    number = int(self.group[column])
                    best[number] = max(best.get(number, 0.0), float(self.size[column] * self.win[column]))
                reach = math.floor(sum(best.values()))
                if needed > reach:
                    self.notes.append(f"village_beyond_reach:{name}")
                self._row(float(min(needed, reach)), INFINITE, at, self.win[at])

    def _poorest(self, urgent: Any) -> None:
        """City places of decile d + 1 <= n(d + 1) z(d), and people of decile d taken up >= n(d) z(d), z whole; n counts
        those whom the city may register.
        """
        decile, free = self._held("decile"), np.isin(self._held("route"), sorted(MAY_TAKE))
        totals: dict[int, int] = {}
        for one in self.city.groups:
            if not one.urgent and one.route in MAY_TAKE:
                totals[one.decile] = totals.get(one.decile, 0) + one.people
        order = sorted(number for number in totals if number <= UNKNOWN_DECILE)
        by_city = (self.route == CITY) & ~urgent
        for lower, upper in pairwise(order):
            column = self.count + len(self.turns) + len(self.binaries)
            self.binaries.append(lower)
            below, above = (
                np.flatnonzero((decile == lower) & ~urgent & free),
                np.flatnonzero((decile == upper) & by_city),
            )
            self._row(0.0, INFINITE, np.r_[below, column], np.r_[np.ones(len(below)), -float(totals[lower])])
            self._row(-INFINITE, 0.0, np.r_[above, column], np.r_[np.ones(len(above)), -float(totals[upper])])

    def _row(self, low: float, high: float, at: Any, weights: Any = None) -> None:
        self.rows.append((low, high, np.asarray(at), np.ones(len(at)) if weights is None else np.asarray(weights)))

    def _model(self, highspy: Any) -> Any:
        limits = [self.wish.routes[route].monthly_people for route, _ in self.turns]
        width = self.count + len(self.turns) + len(self.binaries)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = width, len(self.rows)
        nothing = np.zeros(len(self.binaries))
        if self.most:
            model.col_cost_ = np.r_[-self.win, np.zeros(len(self.turns)), nothing]
        else:
            model.col_cost_ = np.r_[np.zeros(self.count), self.costs(), nothing]
        model.col_lower_ = np.zeros(width)
        most = [INFINITE if limit is None else float(limit) for limit in limits]
        model.col_upper_ = np.r_[self.size.astype(float), most, np.ones(len(self.binaries))]
        model.row_lower_ = np.array([row[0] for row in self.rows])
        model.row_upper_ = np.array([row[1] for row in self.rows])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0, *[len(row[2]) for row in self.rows]]).astype(np.int32)
        model.a_matrix_.index_ = np.concatenate([row[2] for row in self.rows]).astype(np.int32)
        model.a_matrix_.value_ = np.concatenate([row[3] for row in self.rows]).astype(float)
        kinds = highspy.HighsVarType
        people = kinds.kInteger if self.whole else kinds.kContinuous
        model.integrality_ = [people] * (width - len(self.binaries)) + [kinds.kInteger] * len(self.binaries)
        return model

    def _run(self) -> Built | None:
        import highspy

        model = self._model(highspy)
        solver = self._solver(model)
        status, known = solver.getModelStatus(), highspy.HighsModelStatus
        if status in (known.kInfeasible, known.kUnboundedOrInfeasible):
            return None
        info = solver.getInfo()
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            raise Fault("Perhitungan rencana melewati batas waktu: perkecil kelompok atau perpanjang batas")
        values = np.array(solver.getSolution().col_value)
        bound = info.mip_dual_bound if self.binaries or self.whole else info.objective_function_value
        price = None if self.most else self._price(highspy, model, values)
        return Built(self, values[: self.count], float(bound), price)

    def _solver(self, model: Any) -> Any:
        solver = new_solver()
        for key, value in (
            ("random_seed", 7), ("threads", 1), ("mip_rel_gap", GAP),
            ("time_limit", self.wish.time_limit),
        ):  # fmt: skip
            solver.setOptionValue(key, value)
        solver.passModel(model)
        solver.run()
        return solver

    def _price(self, highspy: Any, model: Any, values: Any) -> float | None:
        """Rupiah of one more active person: the dual of the target on activity, the deciles' turns held as they are."""
        start = self.count + len(self.turns)
        lower, upper = np.array(model.col_lower_), np.array(model.col_upper_)
        lower[start:] = upper[start:] = np.round(values[start:])
        model.col_lower_, model.col_upper_, model.integrality_ = lower, upper, []
        solver = self._solver(model)
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return float(solver.getSolution().row_dual[self.active_row])
