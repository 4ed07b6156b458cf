"""How many people of each area are in which class of cover, with small cells hidden: for Group and MeasureReport alike.

Both are told from one table, so that what one hides the other does not give away.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Count

from semesta.measure.suppress import hidden_cells
from semesta.rules.load import load_rules
from semesta.web.core.places import parents_of
from semesta.web.core.published.tables.models import Person

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence
    from datetime import date

    from semesta.web.core.published.shown import Shown

    Counts = dict[str, dict[str, int]]

PROVINCE = 2
_kept: dict[tuple[int, tuple[str, ...]], Mapping[str, Mapping[str, int | None]]] = {}
KEPT = 20


def class_counts(shown: Shown) -> Mapping[str, Mapping[str, int | None]]:
    """People by area (every level within the program's area) and class; None: hidden (req 61)."""
    key = (shown.number, shown.scope.areas)
    held = _kept.get(key)
    if held is None:
        held = _hidden(_counted(shown), shown.month)
        while len(_kept) >= KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[key] = held
    return held


def _counted(shown: Shown) -> Counts:
    rows = shown.rows(Person).exclude(class_name=None).values_list("area_code", "class_name")
    found: Counts = defaultdict(lambda: defaultdict(int))
    for area, name, people in rows.annotate(people=Count("person_id")).order_by("area_code", "class_name"):
        for code in (*parents_of(area), area):
            if len(code) > PROVINCE and shown.scope.covers(code):
                found[code][name] += people
    return found


def _hidden(counted: Counts, month: date) -> dict[str, dict[str, int | None]]:
    """A reader can add the classes of an area, and the areas one level below to the area above."""
    counts: dict[Hashable, int] = {}
    sums: list[tuple[Hashable, Sequence[Hashable]]] = []
    below: dict[tuple[str, str], list[Hashable]] = defaultdict(list)
    for code, classes in counted.items():
        counts |= {(code, name): people for name, people in classes.items()}
        counts[code, ""] = sum(classes.values())
        sums.append(((code, ""), [(code, name) for name in classes]))
        for name in (*classes, ""):
            below[code.rpartition(".")[0], name].append((code, name))
    sums += [(above, parts) for above, parts in below.items() if above in counts]
    hidden = hidden_cells(counts, sums, hide_below=_few(month))
    return {
        code: {name: None if (code, name) in hidden else people for name, people in classes.items()}
        for code, classes in counted.items()
    }


@lru_cache(maxsize=8)
def _few(month: date) -> int:
    """Counts from 1 to this less one are small."""
    return int(load_rules().value_or_none("small_cell_hide_below", month) or 0)
