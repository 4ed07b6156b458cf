"""What a search asks: from a form by POST, or from an address that holds no identity number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings

from semesta.web.api.asking import ProgramRequest, Refused
from semesta.web.api.fhir.answers import IDENTITY_NUMBER, check_format, prefers
from semesta.web.api.fhir.resources.systems import SECRET_SYSTEMS

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 50
COMMON = {"_format", "_pretty", "_count", "_summary", "_elements", "_total", "_sort"}
_DAY = re.compile(r"(?:eq)?(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True)
class Asked:
    """Values by parameter; `remarks`: what was passed over; `count`: how many are told at most."""

    values: dict[str, list[str]]
    count: int
    remarks: tuple[str, ...] = field(default=())

    def first(self, name: str) -> str:
        """The first value; '' for none."""
        return next(iter(self.values.get(name, [])), "")

    def every(self, name: str) -> list[str]:
        """All alternatives of all values, which have commas between."""
        return [part.strip() for value in self.values.get(name, []) for part in value.split(",") if part.strip()]


def asked_of(request: ProgramRequest, known: Iterable[str], secret: Iterable[str] = ()) -> Asked:
    """The parameters in `known`; of others a remark, or Refused (400) with `Prefer: handling=strict`.

    `secret`: parameters that hold identity numbers. In an address they are refused (403) unless the city switched it on
    (settings.FHIR_GET_IDENTIFIER); so is every value that looks like an identity number.
    """
    check_format(request)
    told = {name: request.GET.getlist(name) for name in request.GET}
    if not settings.FHIR_GET_IDENTIFIER:
        _nothing_secret(told, set(secret))
    if request.method == "POST":
        if request.content_type not in {"application/x-www-form-urlencoded", ""}:
            raise Refused(415, "not-supported", "Send application/x-www-form-urlencoded.")
        for name in request.POST:
            told.setdefault(name, []).extend(request.POST.getlist(name))
    allowed, remarks, values = set(known), [], {}
    for name, said in told.items():
        if any("\0" in value or len(value) > 500 for value in said):
            raise Refused(400, "value", "A parameter is too long or holds a control character.")
        if name in allowed:
            values[name] = said
        elif name not in COMMON:
            remarks.append("An unknown parameter was passed over.")
    if remarks and prefers(request, "handling=strict"):
        raise Refused(400, "not-supported", f"Only these parameters are known: {', '.join(sorted(allowed))}.")
    return Asked(values, _count(told), tuple(sorted(set(remarks))))


def _nothing_secret(told: dict[str, list[str]], secret: set[str]) -> None:
    named = {name for name in told if {name, name.partition(":")[0]} & secret}
    if named or any(IDENTITY_NUMBER.search(value) for values in told.values() for value in values):
        raise Refused(403, "security", "No identity number in an address: search by POST …/_search with a form.")


def _count(told: dict[str, list[str]]) -> int:
    text = next(iter(told.get("_count", [])), "")
    if not text:
        return MOST
    if not re.fullmatch("[0-9]{1,9}", text):
        raise Refused(400, "value", "_count is a whole number.")
    return min(int(text), MOST)


def identifier_of(text: str) -> tuple[str | None, str]:
    """(system, value) of a token: system None when none was said, '' when the identifier shall have none.

    Refused (400) without a value: a system alone is everybody.
    """
    system, bar, value = text.rpartition("|")
    if not value:
        raise Refused(400, "too-costly", "An identifier is searched by its value, not by its system alone.")
    return (system if bar else None), value


def is_secret(system: str | None, value: str) -> bool:
    """The identifier is an identity number, or looks like one."""
    return system in SECRET_SYSTEMS or bool(IDENTITY_NUMBER.search(value))


def day_of(text: str) -> date:
    """The day that `birthdate` says; Refused (400) for part of a day or a comparison."""
    found = _DAY.fullmatch(text)
    try:
        if found:
            return date.fromisoformat(found[1])
    except ValueError:
        pass
    raise Refused(400, "value", "A whole day is wanted, as 1990-08-17.")


def key_of(text: str, kind: str) -> str:
    """The id in a reference: `Patient/12`, an address that ends so, or the id alone."""
    head, _, key = text.rpartition("/")
    if head and head.rpartition("/")[2] != kind:
        raise Refused(400, "value", f"A reference to a {kind} is wanted.")
    return key


def number_of(key: str) -> int | None:
    """An id that is a number of ours; None for another."""
    return int(key) if re.fullmatch("[0-9]{1,18}", key) else None
