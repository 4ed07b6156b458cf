"""One entry of `search_request`, understood or rejected with a code of the standard.

A person is asked for by identity number only, one or several: no list of strangers can be drawn from here. The three
ways to say it are read: `idtype-value`, `predicate`, and `expression` in the shape of the standard's samples (NoSql).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.dateparse import parse_datetime

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NIK_NAMES = frozenset({"uin", "nik", "nid", "nin", "national_id", "nationalid", "identifier_value"})
"""Names under which the 16 digits are asked for (code list CD.COM.01: UIN is the unique identity number)."""
BIRTH_NAMES = frozenset({"birth_date", "birthdate", "dob", "date_of_birth"})
SORTED_BY = NIK_NAMES | BIRTH_NAMES | {"enrolment_status"}
MOST_NUMBERS, LARGEST_PAGE = 50, 50
FORM = frozenset({
    "rjct.reference_id.invalid", "rjct.timestamp.invalid", "rjct.search_criteria.invalid", "rjct.pagination.invalid",
})  # fmt: skip
"""Codes of what is no question at all; the others are of a question that is not answered here."""
_LOCALE = re.compile(r"[a-z]{3}")


@dataclass(frozen=True)
class Question:
    """Whom an entry asks for; `repr` tells nobody's number."""

    reference_id: str
    niks: tuple[str, ...]
    birth_on: date | None
    page_size: int
    page_number: int
    descending: bool
    locale: str
    purpose: str

    def __repr__(self) -> str:
        return f"Question({len(self.niks)} numbers)"


@dataclass(frozen=True)
class Rejected(Exception):
    """A code of SearchStatusReasonCode and a sentence for whoever runs the other system."""

    reference_id: str
    code: str
    words: str


Condition = tuple[str, str, Any]
"""Attribute (its last part, lower case), operator, value."""


def question_of(entry: Any, seen: set[str]) -> Question:
    """What the entry asks; Rejected says why it cannot be answered. `seen` holds the references of the batch."""
    entry = entry if isinstance(entry, dict) else {}
    reference = str(entry.get("reference_id") or "")
    if not reference or len(reference) > 99:
        raise Rejected(reference[:99], "rjct.reference_id.invalid", "reference_id is missing or longer than 99")
    if reference in seen:
        raise Rejected(reference, "rjct.reference_id.duplicate", "reference_id stands twice in this message")
    seen.add(reference)
    if moment_of(entry.get("timestamp")) is None:
        raise Rejected(reference, "rjct.timestamp.invalid", "timestamp is not ISO 8601 with a time zone")
    criteria = entry.get("search_criteria")
    if not isinstance(criteria, dict):
        raise Rejected(reference, "rjct.search_criteria.invalid", "search_criteria is missing")
    locale = locale_of(entry)
    if not locale:
        raise Rejected(reference, "rjct.search_criteria.invalid", "locale is a code of ISO 639-3: eng, ind")
    niks, birth_on = _asked_for(reference, criteria)
    # Some systems write the page beside the criteria, not in them.
    size, number = _page(reference, criteria.get("pagination") or entry.get("pagination"))
    return Question(
        reference, niks, birth_on, size, number, _descending(reference, criteria.get("sort")), locale,
        _purpose(criteria),
    )  # fmt: skip


def form_fault(entries: Iterable[Any]) -> Rejected | None:
    """What is wrong with the first entry when none of them is a question; None when one can be answered or refused."""
    seen: set[str] = set()
    first = None
    for entry in entries:
        try:
            question_of(entry, seen)
        except Rejected as no:
            if no.code not in FORM:
                return None
            first = first or no
        else:
            return None
    return first


def locale_of(entry: dict[str, Any]) -> str:
    """The language of an entry, `eng` when it names none; '' for what is no code of ISO 639-3."""
    told = entry.get("locale") or "eng"
    return told if isinstance(told, str) and _LOCALE.fullmatch(told) else ""


def moment_of(text: Any) -> datetime | None:
    """An ISO 8601 moment with its time zone; None for anything else."""
    try:
        moment = parse_datetime(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _asked_for(reference: str, criteria: dict[str, Any]) -> tuple[tuple[str, ...], date | None]:
    kind, query = criteria.get("query_type"), criteria.get("query")
    readers = {"idtype-value": _by_number, "predicate": _by_predicates, "expression": _by_expression}
    if kind not in readers or query in (None, "", [], {}):
        raise Rejected(
            reference, "rjct.search_criteria.invalid", f"query_type is one of {', '.join(readers)}, with a query"
        )
    conditions = list(readers[str(kind)](reference, query))
    niks: list[str] = []
    birth_on = None
    for name, operator, value in conditions:
        if name in NIK_NAMES and operator in {"eq", "in"}:
            niks += [str(each) for each in (value if isinstance(value, list) else [value])]
        elif name in BIRTH_NAMES and operator == "eq":
            birth_on = _day(reference, value)
        elif name != "identifier_type":
            raise Rejected(reference, "rjct.filter.invalid", f"cannot be asked for: {name[:40]} {operator[:10]}")
    if not niks:
        raise Rejected(reference, "rjct.filter.invalid", "people are asked for by their identity number (UIN, NIK)")
    if len(niks) > MOST_NUMBERS:
        words = f"at most {MOST_NUMBERS} people in one request"
        raise Rejected(reference, "rjct.search.too_many_records_found", words)
    return tuple(dict.fromkeys(niks)), birth_on


def _by_number(reference: str, query: Any) -> Iterator[Condition]:
    """`{type, value}`, or a list of them."""
    for each in query if isinstance(query, list) else [query]:
        name, value = _pair(each)
        if name not in NIK_NAMES or not isinstance(value, (str, int)) or isinstance(value, bool) or value == "":
            raise Rejected(reference, "rjct.search_criteria.invalid", "type is UIN or NIK, value the number")
        yield name, "eq", value


def _pair(each: Any) -> tuple[str, Any]:
    if not isinstance(each, dict):
        return "", None
    name = each.get("type") or each.get("identifier_type") or each.get("attribute_name")
    return _last(name), each.get("value") or each.get("identifier_value") or each.get("attribute_value")


def _by_predicates(reference: str, query: Any) -> Iterator[Condition]:
    """`[{expression1, condition, expression2}]`, joined by `and`."""
    for each in query if isinstance(query, list) else [query]:
        first = each.get("expression1") if isinstance(each, dict) else None
        if not isinstance(first, dict):
            raise Rejected(reference, "rjct.filter.invalid", "a predicate has expression1")
        expressions = [first]
        if each.get("expression2"):
            if each.get("condition") != "and":
                raise Rejected(reference, "rjct.filter.invalid", "expressions are joined by and")
            expressions.append(each["expression2"])
        for one in expressions:
            if not isinstance(one, dict) or one.get("attribute_value") in (None, ""):
                raise Rejected(reference, "rjct.filter.invalid", "an expression has name, operator and value")
            yield _last(one.get("attribute_name")), str(one.get("operator") or ""), one["attribute_value"]


def _by_expression(reference: str, query: Any) -> Iterator[Condition]:
    """`{type: …NoSql, value: {expression: {query: {"$and": [{name: {"$eq": value}}]}}}}`, its outer layers optional."""
    held = query
    for layer in ("value", "expression", "query"):
        if isinstance(held, dict) and layer in held:
            held = held[layer]
    if not isinstance(held, dict) or not held:
        raise Rejected(reference, "rjct.search_criteria.invalid", "expressions are read in the form of NoSql")
    parts = held["$and"] if set(held) == {"$and"} and isinstance(held["$and"], list) else [held]
    for part in parts:
        for name, told in part.items() if isinstance(part, dict) else [("", None)]:
            if isinstance(told, dict):
                for operator, value in told.items():
                    yield _last(name), str(operator).lstrip("$"), value
            else:
                yield _last(name), "eq", told


def _last(name: Any) -> str:
    """`person.identifier.UIN` and `ns:org:UIN` are `uin`."""
    return str(name or "").replace(":", ".").rpartition(".")[2].strip().lower()


def _day(reference: str, value: Any) -> date:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise Rejected(reference, "rjct.filter.invalid", "a birth date is yyyy-mm-dd") from None


def _page(reference: str, told: Any) -> tuple[int, int]:
    """(size, number) of the page wanted; the first LARGEST_PAGE when nothing is said."""
    if told in (None, "", {}):
        return LARGEST_PAGE, 1
    try:
        number = told.get("page_number")
        size, number = int(told["page_size"]), 1 if number is None else int(number)
        if size < 1 or number < 1 or isinstance(told["page_size"], bool):
            raise ValueError
    except (KeyError, TypeError, ValueError, AttributeError):
        words = "page_size and page_number are whole numbers from 1"
        raise Rejected(reference, "rjct.pagination.invalid", words) from None
    return min(size, LARGEST_PAGE), number


def _descending(reference: str, told: Any) -> bool:
    """Records come in the order of their numbers; sorting by what is not told here is rejected."""
    orders = []
    for each in told if isinstance(told, list) else [told] if told else []:
        name = _last(each.get("attribute_name")) if isinstance(each, dict) else ""
        order = each.get("sort_order", "asc") if isinstance(each, dict) else ""
        if name not in SORTED_BY or order not in {"asc", "desc"}:
            raise Rejected(reference, "rjct.sort.invalid", "sorted by UIN, birth_date or enrolment_status, asc or desc")
        orders.append(order)
    return orders[:1] == ["desc"]


def _purpose(criteria: dict[str, Any]) -> str:
    """What the other side says it asks for: of `authorize`, else of `consent`."""
    for section in ("authorize", "consent"):
        told = criteria.get(section)
        purpose = told.get("purpose") if isinstance(told, dict) else None
        if isinstance(purpose, dict) and (purpose.get("text") or purpose.get("code")):
            return str(purpose.get("text") or purpose.get("code"))
    return ""
