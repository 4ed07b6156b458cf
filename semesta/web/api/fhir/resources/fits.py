"""Whether a Patient fulfils what a search asks of its elements (FHIR R4, search, 3.1.1.4). No database, no request."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from semesta.web.api.fhir.resources.systems import Resource

STRINGS = ("name", "family", "given", "address", "address-city", "address-state", "address-country",
           "address-postalcode")  # fmt: skip
DATES = ("birthdate", "_lastUpdated")
TOKENS = ("active", "gender", "telecom", "deceased")
_PART_OF_ADDRESS = {"address-city": "city", "address-state": "state", "address-country": "country",
                    "address-postalcode": "postalCode"}  # fmt: skip
_OF_ADDRESS = ("text", "line", "city", "district", "state", "postalCode", "country")
_OF_NAME = ("text", "family", "given", "prefix", "suffix")
_DATE = re.compile(r"(eq|ne|gt|lt|ge|le|sa|eb|ap)?(\d{4})(?:-(\d{2})(?:-(\d{2})(T.+)?)?)?")


class NotADate(ValueError):
    """What a search names as a date is none."""


def fits(patient: Resource, values: Mapping[str, list[str]], found_by_name: bool = False) -> bool:
    """Every parameter has a value of which one alternative fits. `found_by_name`: who looked for the name says so."""
    return all(
        any(_fits(patient, name, one) for one in alternatives(text))
        for name, texts in values.items() for text in texts
        if name.partition(":")[0] in {*STRINGS, *DATES, *TOKENS} and not (found_by_name and name == "name")
    )  # fmt: skip


def alternatives(text: str) -> list[str]:
    """The values between commas; a comma after a backslash belongs to its value."""
    return [re.sub(r"\\([,|$\\])", r"\1", one).strip() for one in re.split(r"(?<!\\),", text)]


def _fits(patient: Resource, name: str, value: str) -> bool:
    plain, _, modifier = name.partition(":")
    if plain in STRINGS:
        return _text_fits(_texts(patient, plain), value, modifier)
    if plain in DATES:
        told = patient.get("birthDate") if plain == "birthdate" else patient.get("meta", {}).get("lastUpdated")
        return isinstance(told, str) and _date_fits(told, value)
    return _TOKENS[plain](patient, value.rpartition("|")[2])


_TOKENS: dict[str, Callable[[Resource, str], bool]] = {
    "gender": lambda patient, code: patient.get("gender", "unknown") == code,
    "active": lambda patient, code: ("true" if patient.get("active", True) else "false") == code,
    "deceased": lambda patient, code: (
        "true" if patient.get("deceasedBoolean") or patient.get("deceasedDateTime") else "false"
    ) == code,
    "telecom": lambda patient, code: code in {one.get("value") for one in patient.get("telecom", [])},
}  # fmt: skip


def _texts(patient: Resource, plain: str) -> list[str]:
    """What a string parameter looks at; a name of one text alone is family and given alike: Indonesian names are."""
    if plain in _PART_OF_ADDRESS:
        return _words(one.get(_PART_OF_ADDRESS[plain]) for one in patient.get("address", []))
    if plain == "address":
        return _words(one.get(key) for one in patient.get("address", []) for key in _OF_ADDRESS)
    keys = _OF_NAME if plain == "name" else (plain,)
    found: list[str] = []
    for one in patient.get("name", []):
        found += _words(one.get(key) for key in keys) or _words([one.get("text")])
    return found


def _words(told: Iterable[Any]) -> list[str]:
    texts = [text for one in told for text in (one if isinstance(one, list) else [one])]
    return [text for text in texts if isinstance(text, str) and text]


def folded(text: str) -> str:
    """Without case, accents and doubled blanks."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(one for one in plain if not unicodedata.combining(one)).split())


def _text_fits(texts: list[str], value: str, modifier: str) -> bool:
    """`exact`: the same, letter for letter; `contains`: somewhere within; else each word begins a word of one text."""
    if modifier == "exact":
        return value in texts
    wanted = folded(value)
    if modifier == "contains":
        return any(wanted in folded(text) for text in texts)
    held = [word for text in texts for word in folded(text).split()]
    return bool(wanted) and all(any(word.startswith(one) for word in held) for one in wanted.split())


# -- dates: a date is the time from its beginning to its end


def span(text: str) -> tuple[str, datetime, datetime]:
    """(prefix, from, until) of a date, as `ge1990-08`; NotADate for what is none."""
    found = _DATE.fullmatch(text)
    if not found:
        raise NotADate
    prefix, year, month, day, time = found.groups()
    try:
        if time:
            begin = datetime.fromisoformat(f"{year}-{month}-{day}{time}")
            begin = begin if begin.tzinfo else begin.replace(tzinfo=UTC)
            return prefix or "eq", begin, begin + timedelta(seconds=0 if "." in time else 1)
        begin = datetime(int(year), int(month or 1), int(day or 1), tzinfo=UTC)
        if day:
            return prefix or "eq", begin, begin + timedelta(days=1)
        until = (
            (begin.replace(day=28) + timedelta(days=4)).replace(day=1) if month else begin.replace(year=begin.year + 1)
        )
    except (ValueError, OverflowError):
        raise NotADate from None
    return prefix or "eq", begin, until


def _date_fits(told: str, value: str) -> bool:
    prefix, begin, until = span(value)
    try:
        _, low, high = span(told)
    except NotADate:
        return False
    inside = begin <= low and high <= until
    return {
        "eq": inside, "ne": not inside, "gt": high > until, "lt": low < begin, "ge": inside or high > until,
        "le": inside or low < begin, "sa": low >= until, "eb": high <= begin, "ap": low < until and begin < high,
    }[prefix]  # fmt: skip
