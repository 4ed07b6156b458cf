"""Who is the person that somebody asks for: candidates by search, graded by the model of the run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q

from semesta.flow.home import Home
from semesta.link.asked import Likeness, likeness
from semesta.link.model import Model, of_this_shape, read_model
from semesta.web.api.fhir.people import numbers_of, rows_of
from semesta.web.api.fhir.resources.systems import CARD, NIK
from semesta.web.casework.queries.told import own_patients, with_identifier
from semesta.web.core.judging import small_engine
from semesta.web.core.published.search import find
from semesta.web.core.published.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from semesta.web.api.fhir.resources.said import Said
    from semesta.web.casework.models import ToldPatient
    from semesta.web.core.published.shown import Shown

CERTAIN, PROBABLE, POSSIBLE = "certain", "probable", "possible"
CANDIDATES = 30
SAME, ALIKE, UNLIKE = 9, 4, 1
SURE = 0.99
_COMPARED = {"full_name": "name", "birth_date": "birth_on", "sex": "sex", "national_id": "nik"}


@dataclass(frozen=True)
class Graded:
    """A published person, or a patient that the program's organisation told of, with score and grade."""

    row: dict[str, Any] | None
    told: ToldPatient | None
    score: float
    grade: str
    differs: str = ""


def graded(shown: Shown, said: Said) -> list[Graded]:
    """People of the month who may be the one asked for, best first; none whom the model takes for a stranger.

    certain: the NIK is the same and name and birth date do not speak against it; probable: above the threshold by which
    registers are linked, and name or birth date the same; possible: above the one from which a person decides.
    """
    rows = _candidates(shown, said)
    model = _model(Home(settings.SEMESTA_HOME).run(shown.run_id) / "2_link" / "model.json")
    found = _weighed(said.row, rows, model)
    graded_ones = [
        Graded(row, None, one.probability, grade, _differing(one))
        for row, one in zip(rows, found, strict=True)
        if (grade := _grade(one, model))
    ]
    return sorted(graded_ones, key=lambda one: (-_rank(one.grade), -one.score, (one.row or {})["person_id"]))


def graded_own(shown: Shown, said: Said) -> list[Graded]:
    """The same of the patients that the program's organisation told of; without a number probable is only who is the
    same in all that people know of themselves (`_same_in_all`).
    """
    scope = shown.scope
    held: dict[int, ToldPatient] = {}
    certain = set()
    for system, value in said.identifiers:
        for one in with_identifier(scope, system, value)[:CANDIDATES]:
            held[one.pk] = one
            if system not in {NIK, CARD, ""}:
                certain.add(one.pk)  # the facility's own number of its own patient
    if said.birth_on:
        held |= {one.pk: one for one in own_patients(scope).filter(birth_on=said.birth_on)[:CANDIDATES]}
    ones = list(held.values())
    rows = [{"nik": one.nik, "name": one.name, "birth_on": one.birth_on, "sex": one.sex} for one in ones]
    model = _model(Home(settings.SEMESTA_HOME).run(shown.run_id) / "2_link" / "model.json")
    found = []
    for one, like in zip(ones, _each_alone(_weighed(said.row, rows, model)), strict=True):
        grade, score = _grade(like, model), like.probability
        if one.pk in certain and _level(like, "full_name") != UNLIKE:
            grade, score = CERTAIN, 1.0
        elif model and _same_in_all(like, said):
            grade, score = PROBABLE, max(score, model.link_threshold)
        elif grade == PROBABLE and _level(like, "national_id") != SAME:
            grade = POSSIBLE  # twins of one day have names alike
        if grade:
            found.append(Graded(None, one, score, grade))
    return sorted(found, key=lambda one: (-_rank(one.grade), -one.score))


def _each_alone(found: list[Likeness]) -> list[Likeness]:
    """Each as if the others were not there: an organisation may tell of one human under several numbers."""
    none = 1.0 - sum(one.probability for one in found)
    return [replace(one, probability=one.probability / max(one.probability + none, 1e-9)) for one in found]


def _same_in_all(one: Likeness, said: Said) -> bool:
    """A name of two words or more, the day of birth and the sex are the same, and no NIK speaks against it."""
    same = all(_level(one, name) == SAME for name in ("full_name", "birth_date", "sex"))
    return same and len(said.name.split()) > 1 and _level(one, "national_id") != UNLIKE


def _rank(grade: str) -> int:
    return (POSSIBLE, PROBABLE, CERTAIN).index(grade)


def _candidates(shown: Shown, said: Said) -> list[dict[str, Any]]:
    numbers: list[int] = []
    for system, value in said.identifiers:
        if system in {NIK, CARD}:
            numbers += numbers_of(shown, system, value, CANDIDATES)
    if said.name and said.birth_on:
        wanted = Wanted(name=said.name, birth_on=said.birth_on)
        numbers += [hit.person_id for hit in find(shown, wanted, CANDIDATES).hits]
    return rows_of(shown, Q(person_id__in=set(numbers)), CANDIDATES) if numbers else []


def _weighed(asked: dict[str, Any], rows: Sequence[dict[str, Any]], model: Model | None) -> list[Likeness]:
    """Without a model of this version nobody is more than possible."""
    if model is None or not rows:
        return [Likeness(0.0, {}) for _ in rows]
    with small_engine() as engine:
        return likeness(engine, asked, [{**row, "village_code": row.get("area_code")} for row in rows], model)


def _level(one: Likeness, name: str) -> int:
    return one.level.get(name, 0)


def _grade(one: Likeness, model: Model | None) -> str:
    if model is None:
        return POSSIBLE
    against = UNLIKE in {_level(one, "full_name"), _level(one, "birth_date")}
    if _level(one, "national_id") == SAME and not against:
        name, day = _level(one, "full_name"), _level(one, "birth_date")
        return CERTAIN if name >= ALIKE and (day >= ALIKE or not day) else PROBABLE
    # A name that is alike and a day that is near are many people's: one of the two is the same.
    one_same = SAME in {_level(one, "full_name"), _level(one, "birth_date")}
    if one.probability >= model.link_threshold and one_same and not against:
        return PROBABLE
    return POSSIBLE if one.probability >= model.doubt_threshold or _level(one, "national_id") == SAME else ""


def _differing(one: Likeness) -> str:
    """Columns that are comparable and not the same."""
    return " ".join(column for name, column in _COMPARED.items() if 0 < _level(one, name) < SAME)


@lru_cache(maxsize=3)
def _kept(path: Path) -> Model:
    return read_model(path)


def _model(path: Path) -> Model | None:
    """None where the run's folder is not on this machine, or an older version wrote the model."""
    if not path.exists():
        return None
    model = _kept(path)
    return model if of_this_shape(model) else None
