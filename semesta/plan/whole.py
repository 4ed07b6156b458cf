"""Whole people out of the solver's shares, and their months: the urgent first, then the poorest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from semesta.plan.wish import Choice

if TYPE_CHECKING:
    from semesta.plan.programme import Programme

TINY = 1e-6


class Built:
    """A solution: people of each column, the proven bound of the objective, the price of one more active person."""

    def __init__(self, programme: Programme, values: Any, bound: float, active_price: float | None) -> None:
        self.programme, self.values, self.bound, self.active_price = programme, values, bound, active_price
        self.notes = tuple(programme.notes)

    def rounded(self) -> list[Choice]:
        """Whole people that meet every target: rounded down, then one more, cheapest route first, where a row lacks."""
        made = self.programme
        if not made.count:
            return []
        whole = np.floor(self.values + TINY).astype(np.int64)
        self._raise_up(whole)
        return [choice for route in made.wish.routes for choice in self._dealt(route, whole)]

    def _raise_up(self, whole: Any) -> None:
        made = self.programme
        lacking, by_column = self._lacking(whole)
        part = self.values - whole
        dear = np.array([made.wish.cost(route, made.at) for route in made.route])
        used = np.bincount(made.group, weights=whole, minlength=len(made.city.groups))
        limits = {
            name: INF if plan.monthly_people is None else plan.monthly_people * (made.at + 1)
            for name, plan in made.wish.routes.items()
        }
        taken = {name: int(whole[made.route == name].sum()) for name in made.wish.routes}
        for at in np.lexsort((dear, -(part > TINY).astype(int))):  # first those cut off, then anybody, cheapest first
            rows = by_column.get(int(at), [])
            route = str(made.route[at])
            while (
                any(lacking[row] > TINY for row, _ in rows)
                and used[made.group[at]] < made.size[at]
                and taken[route] < limits[route]
            ):
                whole[at] += 1
                used[made.group[at]] += 1
                taken[route] += 1
                for row, weight in rows:
                    lacking[row] -= weight

    def _lacking(self, whole: Any) -> tuple[dict[int, float], dict[int, list[tuple[int, float]]]]:
        """Rows with a least number of people, and by how much the rounded values miss it; rows of each column."""
        lacking: dict[int, float] = {}
        by_column: dict[int, list[tuple[int, float]]] = {}
        for number, (low, _, at, weights) in enumerate(self.programme.rows):
            if 0 < low < INF:
                lacking[number] = low - float(weights @ whole[at])
                for column, weight in zip(at.tolist(), weights.tolist(), strict=True):
                    by_column.setdefault(column, []).append((number, weight))
        return lacking, by_column

    def _dealt(self, route: str, whole: Any) -> list[Choice]:
        """The people of a route in their months: as late as its limit allows, the urgent and the poorest earliest."""
        made = self.programme
        columns = np.flatnonzero((made.route == route) & (whole > 0)).tolist()
        groups = made.city.groups
        columns.sort(key=lambda at: (not groups[made.group[at]].urgent, groups[made.group[at]].decile, made.group[at]))
        left = int(whole[columns].sum()) if columns else 0
        limit, places = made.wish.routes[route].monthly_people, []
        for month in range(made.at, -1, -1):
            take = left if limit is None else min(left, limit)
            places.append((month, take))
            left -= take
        out, turn = [], [place for place in reversed(places) if place[1]]
        for at in columns:
            rest = int(whole[at])
            while rest:
                month, free = turn[0]
                take = min(rest, free)
                out.append(Choice(int(made.group[at]), route, month, take))
                rest -= take
                turn[0] = (month, free - take)
                if free == take:
                    turn.pop(0)
        return out


INF = float("inf")
