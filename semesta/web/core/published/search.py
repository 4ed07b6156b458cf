"""Finding people: by number, by name and birth date, by name in an area, by address. Only within the scope."""

# ruff: noqa: S608  (names of our own columns; values are bound)
from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import connection
from rapidfuzz import fuzz, process

from semesta.link.one_name import sounds_of
from semesta.web.core.published.near import near_days, near_numbers, swapped
from semesta.web.core.published.shape import masked

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from semesta.web.core.published.shown import Shown
    from semesta.web.core.published.wanted import Wanted

NIK, CARD = 16, 13
LIKE_ENOUGH = 72
"""Of 100: below, two names are not the same name misspelt."""
SURE = 90
CANDIDATES = 2000
PARTS_OF_VILLAGE = 4
"""16.71.04.1002; an address is looked for in one kelurahan."""


@dataclass(frozen=True)
class Hit:
    """One person found; numbers are masked, `score` of 100, `by` says what agreed."""

    person_id: int
    area_code: str
    name: str
    nik: str
    birth_on: date | None
    sex: str | None
    class_name: str
    segment: str | None
    status: str | None
    active: bool | None
    route: str | None
    has_doubt: bool | None
    score: float
    by: str


@dataclass(frozen=True)
class Found:
    """Hits, best first. `more`: there are others that are not listed. `meant`: nobody has what was typed; these are one
    slip away. `ask`: what would have to be said, too ('' when the question was enough)."""

    hits: tuple[Hit, ...] = ()
    more: bool = False
    meant: bool = False
    ask: str = ""


def find(shown: Shown, wanted: Wanted, limit: int = 50) -> Found:
    """At most `limit` people within the scope, in the same order each time."""
    if wanted.area_code and not shown.scope.covers(wanted.area_code):
        return Found()
    if wanted.number:
        return _by_number(shown, wanted, limit)
    words = sounds_of(wanted.name)
    if words and wanted.birth_on:
        return _by_name_and_day(shown, wanted, words, limit)
    if words:
        return _by_name(shown, wanted, words, limit)
    if wanted.address or wanted.rt:
        return _by_address(shown, wanted, limit)
    return Found(ask="name" if wanted.birth_on else "anything")


# -- asking the database


def _rows(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _inside(shown: Shown, wanted: Wanted, column: str) -> tuple[str, list[str]]:
    """The scope, or the area asked for where it lies within the scope: one range, because of two SQLite may take the
    wider. A kelurahan has nothing below it: then what follows in the index serves, too.
    """
    area = wanted.area_code or (shown.scope.areas[0] if len(shown.scope.areas) == 1 else "")
    if not area or not shown.scope.covers(area):
        return shown.scope.where(column) if not wanted.area_code else ("(1 = 0)", [])
    if area.count(".") + 1 == PARTS_OF_VILLAGE:
        return f"{column} = %s", [area]
    return f"({column} >= %s AND {column} < %s)", [area, area + "/"]


def _marks(many: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(many))


_HIT = "person_id, area_code, name, nik, nik_raw, birth_on, sex, class_name, segment, status, active, route, has_doubt"


def _hits(
    shown: Shown, wanted: Wanted, scores: dict[int, tuple[float, str]], limit: int
) -> tuple[tuple[Hit, ...], bool]:
    """The people of these numbers, best first, and whether there are more than `limit`."""
    best = sorted(scores, key=lambda number: (-scores[number][0], number))[:limit]
    if not best:
        return (), False
    condition, values = _inside(shown, wanted, "area_code")
    rows = _rows(f"SELECT {_HIT} FROM pub_person WHERE person_id IN ({_marks(best)}) AND {condition}", [*best, *values])
    hits = []
    for row in rows:
        score, by = scores[row[0]]
        hits.append(Hit(row[0], row[1], row[2] or "", masked(row[3] or row[4]), *[*row[5:], score, by]))
    hits.sort(key=lambda hit: (-hit.score, hit.name, hit.person_id))
    return tuple(hits), len(scores) > limit


# -- by number


def _by_number(shown: Shown, wanted: Wanted, limit: int) -> Found:
    exact = _holders(shown, wanted, [wanted.number], limit)
    if exact:
        hits, more = _hits(shown, wanted, dict.fromkeys(exact, (100.0, "number")), limit)
        return Found(hits, more)
    near: set[int] = set()
    for length in (NIK, CARD):
        if others := near_numbers(wanted.number, length):
            near |= _holders(shown, wanted, others, limit)
    hits, more = _hits(shown, wanted, dict.fromkeys(near, (90.0, "near_number")), limit)
    return Found(_like_the_rest(hits, wanted), more, meant=bool(hits))


def _like_the_rest(hits: tuple[Hit, ...], wanted: Wanted) -> tuple[Hit, ...]:
    """Who also has the name that was typed comes first."""
    words = sounds_of(wanted.name)
    if not words:
        return hits
    return tuple(sorted(hits, key=lambda hit: -_alike(words, sounds_of(hit.name))))


def _holders(shown: Shown, wanted: Wanted, numbers: list[str], limit: int) -> set[int]:
    """The people on whose register row or card one of these numbers stands: as NIK, as sent, as card, family card."""
    condition, inside = _inside(shown, wanted, "area_code")
    marks = _marks(numbers)
    exact = len(numbers) == 1
    places = ["pub_person.nik", "pub_card.nik", "pub_card.psnoka"]
    if exact:
        places += ["pub_person.nik_raw", "pub_card.nik_raw", "pub_card.noka"]
        places += ["pub_person.nkk"] if shown.scope.sees("family") else []
    parts, values = [], []
    for place in places:
        table, column = place.split(".")
        parts.append(f"SELECT person_id FROM {table} WHERE {column} IN ({marks}) AND {condition}")
        values += [*numbers, *inside]
    found = _rows(
        f"SELECT person_id FROM ({' UNION '.join(parts)}) AS t ORDER BY person_id LIMIT {limit + 1:d}", values
    )
    return {number for (number,) in found}


# -- by name and birth date


def _alike(words: Iterable[str], others: Iterable[str]) -> float:
    """Of 100: how far two names are the same by sound; a name that says more than the other loses little."""
    one, other = " ".join(words), " ".join(others)
    return 0.75 * fuzz.token_set_ratio(one, other) + 0.25 * fuzz.token_sort_ratio(one, other)


def _by_name_and_day(shown: Shown, wanted: Wanted, words: tuple[str, ...], limit: int) -> Found:
    assert wanted.birth_on  # noqa: S101 the caller looked
    nearness = near_days(wanted.birth_on)
    first = [wanted.birth_on, *([other] if (other := swapped(wanted.birth_on)) else [])]
    scores = _scored(_born(shown, wanted, first, ()), words, nearness)
    if not any(score >= SURE for score, _ in scores.values()):
        rest = sorted(set(nearness) - set(first))
        scores = _scored(_born(shown, wanted, rest, words), words, nearness) | scores
    hits, more = _hits(shown, wanted, scores, limit)
    return Found(hits, more, meant=bool(hits) and hits[0].score < SURE)


def _born(shown: Shown, wanted: Wanted, days: list[date], words: tuple[str, ...]) -> list[tuple[int, str, date]]:
    """(person, name by sound, day) of people born on these days; with `words`, of those who have one of them."""
    condition, inside = _inside(shown, wanted, "area_code")
    some = f" AND ({' OR '.join(['said LIKE %s'] * len(words))})" if words else ""
    parts, values = [], []
    for table in ("pub_person", "pub_card"):
        parts.append(
            f"SELECT person_id, said, birth_on FROM {table}"
            f" WHERE birth_on IN ({_marks(days)}) AND said IS NOT NULL{some} AND {condition}"
        )
        values += [*days, *(f"% {word} %" for word in words), *inside]
    sql = f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS t ORDER BY person_id, said, birth_on LIMIT {CANDIDATES:d}"
    return [(number, said, day) for number, said, day in _rows(sql, values)]


def _scored(
    born: list[tuple[int, str, date]], words: tuple[str, ...], nearness: dict[date, int]
) -> dict[int, tuple[float, str]]:
    scores: dict[int, tuple[float, str]] = {}
    for number, said, day in born:
        alike = _alike(words, said.split())
        score = round(alike * nearness.get(day, 80) / 100, 1)
        if alike >= LIKE_ENOUGH and score > scores.get(number, (0.0, ""))[0]:
            scores[number] = (score, "name_and_day" if nearness.get(day) == 100 else "name_and_near_day")
    return scores


# -- by name in an area


def _by_name(shown: Shown, wanted: Wanted, words: tuple[str, ...], limit: int) -> Found:
    held = _having(shown, wanted, words, limit)
    meant = False
    if not held:
        spelt = [_known_like(shown, word) for word in words]
        tries = {
            tuple(one if i == at else word for i, word in enumerate(words))
            for at, like in enumerate(spelt)
            for one in like
        }
        for other in sorted(tries):
            held |= _having(shown, wanted, other, limit)
        meant = bool(held)
    scores = {number: (round(_alike(words, said.split()), 1), "name") for number, said in held.items()}
    hits, more = _hits(shown, wanted, scores, limit)
    return Found(hits, more, meant=meant)


def _having(shown: Shown, wanted: Wanted, words: tuple[str, ...], limit: int) -> dict[int, str]:
    """The first people by area and number who have all these words in their names, with the name by sound."""
    counts = dict(_rows(f"SELECT sound, people FROM pub_name_count WHERE sound IN ({_marks(words)})", words))
    if len(counts) < len(set(words)):
        return {}
    rarest, *others = sorted(set(words), key=lambda word: (counts[word], word))
    condition, inside = _inside(shown, wanted, "w.area_code")
    also = "".join(
        " AND EXISTS (SELECT 1 FROM pub_name_word AS x WHERE x.sound = %s AND x.area_code = w.area_code"
        " AND x.person_id = w.person_id)"
        for _ in others
    )
    sql = (
        "SELECT p.person_id, coalesce(p.said, '') FROM ("
        f"SELECT w.person_id FROM pub_name_word AS w WHERE w.sound = %s AND {condition}{also}"
        f" ORDER BY w.area_code, w.person_id LIMIT {limit + 1:d}) AS t"
        " JOIN pub_person AS p ON p.person_id = t.person_id"
    )
    return dict(_rows(sql, [rarest, *inside, *others]))


def _known_like(shown: Shown, word: str) -> list[str]:
    """Up to three words that people have and that this one may be a slip of."""
    known = known_sounds(shown.space, shown.run_id)
    found = process.extract(word, known, scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH, limit=4)
    return [other for other, _, _ in found if other != word][:3]


@lru_cache(maxsize=2)
def known_sounds(space: str, run_id: str) -> list[str]:
    """Every word by sound, common ones first; words alone, of no person."""
    return [sound for (sound,) in _rows("SELECT sound FROM pub_name_count ORDER BY people DESC, sound", [])]


# -- by address


def _by_address(shown: Shown, wanted: Wanted, limit: int) -> Found:
    """People of one kelurahan by street, RT and RW; asks for the kelurahan where the scope is wider."""
    areas = (wanted.area_code,) if wanted.area_code else shown.scope.areas
    if not shown.scope.sees("address"):
        return Found()
    if len(areas) != 1 or areas[0].count(".") + 1 < PARTS_OF_VILLAGE:
        return Found(ask="village")
    conditions, values = [], []
    for column, value in (("rt", wanted.rt), ("rw", wanted.rw)):
        if value:
            conditions.append(f"{column} = %s")
            values.append(value)
    for word in wanted.address.upper().replace("%", " ").replace("_", " ").split():
        conditions.append("upper(address) LIKE %s")
        values.append(f"%{word}%")
    condition, inside = _inside(shown, wanted, "area_code")
    sql = (
        f"SELECT person_id FROM pub_person WHERE {condition} AND {' AND '.join(conditions)}"
        f" ORDER BY area_code, person_id LIMIT {limit + 1:d}"
    )
    scores = {number: (100.0, "address") for (number,) in _rows(sql, [*inside, *values])}
    hits, more = _hits(shown, wanted, scores, limit)
    return Found(hits, more)
