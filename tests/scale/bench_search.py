"""Searches for 200 people drawn from HOME, each in every way; times as JSON rows. As the application's role."""

# ruff: noqa: E402  (Django must know the home folder first)
from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from statistics import quantiles

from semesta.web.site import serve

home = Path(sys.argv[1])
serve.prepare_django(home)
from django.db import connection

if os.environ.get("DATABASE_URL"):
    from semesta.web.core.database import database_of

    application = database_of(serve.app_database_url(home))
    connection.close()
    connection.settings_dict.update({key: application[key] for key in ("USER", "PASSWORD")})

from semesta.web.casework.models import FollowedPublication
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.published.by_nik import cover_of
from semesta.web.core.published.models import Publication
from semesta.web.core.published.search import find
from semesta.web.core.published.shown import shown_to
from semesta.web.core.published.tables.models import Person
from semesta.web.core.published.wanted import Wanted
from semesta.web.core.roles import ROLES
from semesta.web.core.scope import Scope

PEOPLE = 200
scope = Scope(1, ROLES["dinsos"], 1, "bench", ("16.71",))


def longest_wrong(name: str) -> str:
    """The longest word with a letter added near its end."""
    word = max(name.split(), key=len)
    return name.replace(word, word[:-2] + "K" + word[-2:])


WAYS: dict[str, Callable[[Person], Wanted | str]] = {
    "cover_of(NIK)": lambda one: one.nik,
    "search: NIK": lambda one: Wanted(number=one.nik),
    "search: NIK, a digit left out": lambda one: Wanted(number=one.nik[:6] + one.nik[7:]),
    "search: name and day": lambda one: Wanted(name=one.name, birth_on=one.birth_on),
    "search: misspelt name and day": lambda one: Wanted(name=longest_wrong(one.name), birth_on=one.birth_on),
    "search: name, day and month swapped": lambda one: Wanted(
        name=one.name, birth_on=date(one.birth_on.year, one.birth_on.day, one.birth_on.month)
    ),
    "search: name, a year off": lambda one: Wanted(
        name=one.name, birth_on=one.birth_on.replace(year=one.birth_on.year - 1)
    ),
    "search: nobody of that name and day": lambda one: Wanted(name="Qwzx Plmk", birth_on=one.birth_on),
    "search: name in kelurahan": lambda one: Wanted(name=one.name, area_code=one.area_code),
    "search: name in city (first 50)": lambda one: Wanted(name=one.name),
    "search: misspelt name in city": lambda one: Wanted(name=longest_wrong(one.name)),
    "search: RT and RW in kelurahan": lambda one: Wanted(rt=one.rt, rw=one.rw, area_code=one.area_code),
}


def asked(wanted: Wanted | str) -> set[int]:
    with acting(acting_of(scope), writes=False):
        if isinstance(wanted, str):
            return {one.person_id for one in cover_of(scope, wanted)}
        return {hit.person_id for hit in find(shown_to(scope), wanted).hits}


def wanted_of(way: Callable[[Person], Wanted | str], people: list[Person]) -> Iterator[tuple[Person, Wanted | str]]:
    """What is asked for each of them; nobody whose swapped day is none."""
    for one in people:
        with suppress(ValueError):
            yield one, way(one)


def row(title: str, way: Callable[[Person], Wanted | str], people: list[Person]) -> dict[str, object]:
    times, found = [], 0
    for one, wanted in wanted_of(way, people):
        started = time.perf_counter()
        found += one.person_id in asked(wanted)
        times.append((time.perf_counter() - started) * 1000)
    cut = quantiles(times, n=20)
    return {
        "what": title, "p50 ms": f"{cut[9]:.1f}", "p95 ms": f"{cut[18]:.1f}", "max ms": f"{max(times):.0f}",
        "found": f"{found} of {len(times)}",
    }  # fmt: skip


with acting(acting_of(scope), writes=False):
    every = shown_to(scope).rows(Person).filter(
        class_name__in=["covered_active", "covered_inactive", "uncovered"], nik__isnull=False, birth_on__isnull=False,
        in_register=True,
    )  # fmt: skip
    known = list(every.order_by("person_id").values_list("person_id", flat=True))
    numbers = random.Random(4).sample(known, PEOPLE)  # noqa: S311 a draw that can be repeated
    drawn = list(every.filter(person_id__in=numbers).order_by("person_id"))
for way in WAYS.values():
    asked(next(wanted_of(way, drawn))[1])  # what is remembered between searches is there, as in a server
publication = Publication.objects.get(shown=True)
followed = FollowedPublication.objects.get(publication_number=publication.pk)
steps = [
    {"what": "of it until shown", "wall s": f"{(publication.shown_at - publication.began_at).total_seconds():.0f}"},
    {"what": "cases follow", "wall s": f"{(followed.finished_at - publication.shown_at).total_seconds():.0f}"},
]
print(json.dumps(steps + [row(title, way, drawn) for title, way in WAYS.items()]))
