"""People found living somewhere whose card of the register they are not on: are they in the run under another one?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from semesta.terms.text import text_key
from semesta.web.core.published.tables.models import Person

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from semesta.web.core.published.shown import Shown


@dataclass(frozen=True)
class Unlisted:
    """What a visit told of somebody on no card: any of it may be missing."""

    key: int
    nik: str
    name: str
    birth_on: date | None


def found_in_run(shown: Shown, people: Iterable[Unlisted]) -> dict[int, int]:
    """Their number in the shown run, by key: the same NIK, else the same birth date and letters of the name, where one
    person only has them. Who is found by neither is not there. Two questions at most.
    """
    wanted = list(people)
    niks = {one.nik for one in wanted if one.nik}
    by_nik = _only(shown.rows(Person).filter(nik__in=niks).values_list("nik", "person_id")) if niks else {}
    rest = [one for one in wanted if one.nik not in by_nik and one.birth_on and text_key(one.name)]
    by_name: dict[object, int] = {}
    if rest:
        born = shown.rows(Person).filter(birth_on__in={one.birth_on for one in rest}, name__isnull=False)
        rows = born.values_list("birth_on", "name", "person_id")
        by_name = _only(((day, text_key(name)), person) for day, name, person in rows)
    found = {one.key: by_nik[one.nik] for one in wanted if one.nik in by_nik}
    for one in rest:
        if (place := (one.birth_on, text_key(one.name))) in by_name:
            found[one.key] = by_name[place]
    return found


def _only(rows: Iterable[tuple[object, int]]) -> dict[object, int]:
    """Keys that one person only has."""
    held: dict[object, set[int]] = {}
    for key, person in rows:
        held.setdefault(key, set()).add(person)
    return {key: people.pop() for key, people in held.items() if len(people) == 1}
