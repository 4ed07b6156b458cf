"""The search for Patients: people of the month, and patients that the program's organisation told of (IHE PDQm)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from semesta.web.api.asking import ProgramRequest, Refused
from semesta.web.api.fhir.people import numbers_of, patients, rows_of
from semesta.web.api.fhir.resources.fits import DATES, STRINGS, TOKENS, NotADate, alternatives, fits, folded, span
from semesta.web.api.fhir.resources.patient import Knows, patient_of
from semesta.web.api.fhir.search import PAGE, Asked, asked_of, identifier_of, number_of, told_found
from semesta.web.api.fhir.telling import told_resource
from semesta.web.casework.queries.told import own_patients, present, with_identifier
from semesta.web.core.published.search import find
from semesta.web.core.published.shown import NothingPublished, shown_to
from semesta.web.core.published.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpResponse

    from semesta.web.api.fhir.resources.systems import Resource
    from semesta.web.core.published.shown import Shown

    Token = tuple[str | None, str]

TYPES = {
    "_id": "token", "identifier": "token", "link": "reference", **dict.fromkeys(STRINGS, "string"),
    **dict.fromkeys(DATES, "date"), **dict.fromkeys(TOKENS, "token"),
}  # fmt: skip
"""Search parameters of a Patient, and of which type each is."""
INCLUDES = ("Patient:link",)
KNOWN = (*TYPES, "_include", "_revinclude", "_sort", PAGE)
MOST_FOUND = 200
"""People, and own patients, that one search finds at most, by pages."""
MOST_WEIGHED = 2000
"""Own patients whose elements are compared when neither number, id nor name narrows them."""
GENDERS = ("male", "female", "other", "unknown")


@dataclass
class Found:
    """Numbers of people and ids of own patients, as keys of Patients in the order of the answer; `more`: there are
    others; `remarks`: what was not looked for.
    """

    keys: list[str] = field(default_factory=list)
    more: bool = False
    remarks: list[str] = field(default_factory=list)


def search(request: ProgramRequest) -> HttpResponse:
    """A searchset by pages. Every person told is a look, written first."""
    asked = asked_of(request, KNOWN, secret=["identifier"], modified=STRINGS)
    _check(asked)
    try:
        shown: Shown | None = shown_to(request.scope)
    except NothingPublished:
        shown = None
    tokens = [[identifier_of(one) for one in alternatives(text)] for text in asked.values.get("identifier", [])]
    total, found = _page(asked) if PAGE in asked.values else (None, _found(request, shown, asked, tokens))
    page, rest = found.keys[: asked.count], found.keys[asked.count :]
    total = total if PAGE in asked.values else None if found.more else len(found.keys)
    told = _resources(request, shown, page, [value for some in tokens for _, value in some])
    included = _linked(request, shown, asked, told)
    following = f"{'' if total is None else total}.{','.join(rest)}" if rest and asked.count else ""
    remarks = [*found.remarks, *(["There are more than are counted: say more of the person."] if found.more else [])]
    return told_found(request, "Patient", asked, told, total=total, included=included, remarks=remarks,
                      following=following)  # fmt: skip


def _check(asked: Asked) -> None:
    """Refused (400) for what no Patient can be."""
    for name in DATES:
        for one in (part for text in asked.values.get(name, []) for part in alternatives(text)):
            try:
                span(one)
            except NotADate:
                raise Refused(400, "value", f"{name} is a date as 1990-08-17, 1990-08 or ge1990.") from None
    for name, codes in (("gender", GENDERS), ("active", ("true", "false")), ("deceased", ("true", "false"))):
        if {one.rpartition("|")[2] for one in asked.every(name)} - set(codes):
            raise Refused(400, "value", f"{name} is of {', '.join(codes)}.")
    for name in ("_include", "_revinclude"):
        if set(asked.every(name)) - set(INCLUDES):
            raise Refused(400, "not-supported", f"{name} is {INCLUDES[0]}.")
    if {one.removeprefix("-") for one in asked.every("_sort")} - set(_ORDERS):
        raise Refused(400, "not-supported", f"_sort is of {', '.join(_ORDERS)}.")


def _page(asked: Asked) -> tuple[int | None, Found]:
    """What a link of ours named: how many there are in all, and the keys that follow."""
    found = re.fullmatch(r"([0-9]{0,9})\.([A-Za-z0-9\-.,]+)", asked.first(PAGE))
    if not found:
        raise Refused(400, "value", f"{PAGE} is what a link of ours said.")
    return int(found[1]) if found[1] else None, Found(found[2].split(",")[: 2 * MOST_FOUND])


def _found(request: ProgramRequest, shown: Shown | None, asked: Asked, tokens: list[list[Token]]) -> Found:
    """Keys of all who fulfil everything: people first, and before them all who do so letter for letter."""
    found = Found()
    weighed: list[Resource] = []
    if shown is not None:
        people, found.more, remark = _people(shown, asked, tokens)
        weighed += people
        found.remarks += [remark] if remark else []
    own, more = _own(request, asked, tokens)
    weighed += own
    found.more = found.more or more
    weighed.sort(key=lambda one: not fits(one, asked.values))  # letter for letter before what sounds alike
    for order in reversed(asked.every("_sort")):
        weighed.sort(key=_ORDERS[order.removeprefix("-")], reverse=order.startswith("-"))
    found.keys = [one["id"] for one in weighed]
    return found


_ORDERS: dict[str, Callable[[Resource], Any]] = {
    "_id": lambda one: one["id"],
    "_lastUpdated": lambda one: one["meta"]["lastUpdated"],
    "birthdate": lambda one: one.get("birthDate", ""),
    "gender": lambda one: one.get("gender", ""),
    "name": lambda one: folded(_first_name(one)),
    "family": lambda one: folded(_name_of(one).get("family", "") or _first_name(one)),
    "given": lambda one: folded(_first_name(one)),
}


def _name_of(one: Resource) -> Resource:
    names: list[Resource] = one.get("name", [])
    return names[0] if names else {}


def _first_name(one: Resource) -> str:
    name = _name_of(one)
    return name.get("text") or " ".join([*name.get("given", []), name.get("family", "")])


# -- people of the month


def _people(shown: Shown, asked: Asked, tokens: list[list[Token]]) -> tuple[list[Resource], bool, str]:
    """People who fulfil everything, whether there are more, and a remark when nothing narrows the search."""
    if "link" in asked.values:
        return [], False, ""
    keys = [key.rpartition("/")[2] for key in asked.every("_id")]
    by_name = not keys and not tokens
    if by_name:
        name = _name(asked)
        if not name:
            return [], False, "People of the registers are found by an identifier, an _id or a name."
        day = asked.first("birthdate") if re.fullmatch(r"(?:eq)?\d{4}-\d{2}-\d{2}", asked.first("birthdate")) else ""
        wanted = Wanted(name=name, birth_on=span(day)[1].date() if day else None)
        hits = find(shown, wanted, MOST_FOUND + 1)
        numbers, more = [hit.person_id for hit in hits.hits], hits.more
    else:
        named = {number for key in keys if (number := number_of(key)) is not None} if keys else None
        for some in tokens:
            held = {number for system, value in some for number in numbers_of(shown, system, value, MOST_FOUND)}
            named = held if named is None else named & held
        numbers, more = sorted(named or ()), False
    rows = (
        {row["person_id"]: row for row in rows_of(shown, Q(person_id__in=numbers), MOST_FOUND + 1)} if numbers else {}
    )
    whole = [
        patient_of(rows[number], Knows(every=True), month=shown.month, version=str(shown.number))
        for number in numbers if number in rows
    ]  # fmt: skip
    fitting = [one for one in whole if fits(one, asked.values, found_by_name=by_name)]
    return fitting[:MOST_FOUND], more or len(fitting) > MOST_FOUND, ""


def _name(asked: Asked) -> str:
    """Words of all parameters that name a person, for the search by name."""
    named = [text for name, texts in asked.values.items() if name.partition(":")[0] in {"name", "given", "family"}
             for text in texts]  # fmt: skip
    return " ".join(alternatives(text)[0] for text in named)


# -- own patients


def _own(request: ProgramRequest, asked: Asked, tokens: list[list[Token]]) -> tuple[list[Resource], bool]:
    """Patients that the organisation told of, who fulfil everything, newest first; for one that was replaced, before
    it, its successor (IHE PIXm, ITI-104: resolve duplicate patient).
    """
    rows = own_patients(request.scope)
    if keys := [key.rpartition("/")[2] for key in asked.every("_id")]:
        rows = rows.filter(fhir_id__in=keys)
    for some in tokens:
        named = Q(pk__in=[])
        for system, value in some:
            named |= Q(pk__in=with_identifier(request.scope, system, value).values("pk"))
        rows = rows.filter(named)
    if asked.first("link"):
        rows = rows.filter(person_id=number_of(asked.first("link").rpartition("/")[2]) or -1)
    day = asked.first("birthdate")
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", day):
        rows = rows.filter(birth_on=day)
    held = list(rows.order_by("-id")[: MOST_WEIGHED + 1])
    if len(held) > MOST_WEIGHED:  # too many to compare each name: by the one name that stands in a column
        for word in _name(asked).split():
            rows = rows.filter(name__icontains=word)
        held = list(rows.order_by("-id")[: MOST_WEIGHED + 1])
    fitting = [one for one in held[:MOST_WEIGHED] if fits(told_resource(one), asked.values)]
    if tokens:
        fitting = list({one.pk: one for old in fitting for one in (*present(request.scope, [old]), old)}.values())
    more = len(held) > MOST_WEIGHED or len(fitting) > MOST_FOUND
    return [told_resource(one) for one in fitting[:MOST_FOUND]], more


# -- what is told of them


def _resources(
    request: ProgramRequest, shown: Shown | None, keys: list[str], asked_with: Iterable[str]
) -> list[Resource]:
    """The Patients of these keys, in this order, after the looks at people are written."""
    numbers = [number for key in keys if (number := number_of(key)) is not None]
    rows = rows_of(shown, Q(person_id__in=numbers), len(numbers)) if shown and numbers else []
    found = {one["id"]: one for one in (patients(request, shown, rows, asked_with) if shown and rows else [])}
    others = own_patients(request.scope).filter(fhir_id__in=[key for key in keys if number_of(key) is None])
    found |= {one.fhir_id: told_resource(one) for one in others}
    return [found[key] for key in keys if key in found]


def _linked(request: ProgramRequest, shown: Shown | None, asked: Asked, told: list[Resource]) -> list[Resource]:
    """Patients to which those told are linked, when `_include` or `_revinclude` asks: links lead both ways."""
    if not (asked.values.get("_include") or asked.values.get("_revinclude")):
        return []
    held = {one["id"] for one in told}
    named = [link["other"].get("reference", "").rpartition("/")[2] for one in told for link in one.get("link", [])]
    return _resources(request, shown, list(dict.fromkeys(key for key in named if key and key not in held)), ())
