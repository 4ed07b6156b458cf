"""What a search asks: from a form by POST, or from an address that holds no identity number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings

from semesta.web.api.asking import ProgramRequest, Refused
from semesta.web.api.fhir.answers import IDENTITY_NUMBER, answered, base_of, prefers
from semesta.web.api.fhir.resources.bundle import searchset
from semesta.web.api.fhir.resources.shape import SUMMARIES, shaped
from semesta.web.api.fhir.resources.systems import SECRET_SYSTEMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.http import HttpRequest, HttpResponse

    from semesta.web.api.fhir.resources.systems import Resource

MOST = 50
COMMON = {"_format", "_pretty", "_count", "_summary", "_elements", "_total"}
MODIFIERS = frozenset({"exact", "contains"})
PAGE = "_page"
LONGEST, LONGEST_PAGE = 500, 10_000
"""Characters of a parameter; of the one in which our own links name what follows."""


@dataclass(frozen=True)
class Asked:
    """Values by parameter; `remarks`: what was passed over; `count`: how many are told at most; `shown`: what of the
    answer's shape was asked for (_summary, _elements); `secret`: parameters that stand in no address.
    """

    values: dict[str, list[str]]
    count: int
    remarks: tuple[str, ...] = field(default=())
    shown: dict[str, str] = field(default_factory=dict)
    secret: frozenset[str] = frozenset()

    def first(self, name: str) -> str:
        """The first value; '' for none."""
        return next(iter(self.values.get(name, [])), "")

    def every(self, name: str) -> list[str]:
        """All alternatives of all values, which have commas between."""
        return [part.strip() for value in self.values.get(name, []) for part in value.split(",") if part.strip()]

    def address(self, base: str, kind: str, **more: str) -> str:
        """The search as an address, without identity numbers: what `self` and `next` of a Bundle say."""
        told = [
            (name, value) for name, values in self.values.items() for value in values
            if name != PAGE and name not in self.secret and not IDENTITY_NUMBER.search(value)
        ]  # fmt: skip
        query = urlencode([*told, *self.shown.items(), *more.items()], safe=":|,/")
        return f"{base}/{kind}" + (f"?{query}" if query else "")


def asked_of(
    request: ProgramRequest, known: Iterable[str], secret: Iterable[str] = (), modified: Iterable[str] = ()
) -> Asked:
    """The parameters in `known`; of others a remark, or Refused (400) with `Prefer: handling=strict`.

    `secret`: parameters that hold identity numbers. In an address they are refused (403) unless the city switched it on
    (settings.FHIR_GET_IDENTIFIER); so is every value that looks like an identity number. `modified`: parameters that
    take MODIFIERS; another modifier is Refused (400), because passing it over would widen what was asked.
    """
    hidden = frozenset(secret)
    told = {name: request.GET.getlist(name) for name in request.GET}
    if not settings.FHIR_GET_IDENTIFIER and not within_bundle(request):
        _nothing_secret(told, hidden)
    if request.method == "POST":
        if request.content_type not in {"application/x-www-form-urlencoded", ""}:
            raise Refused(415, "not-supported", "Send application/x-www-form-urlencoded.")
        for name in request.POST:
            told.setdefault(name, []).extend(request.POST.getlist(name))
    allowed, with_modifier, remarks, values = set(known), set(modified), [], {}
    for name, said in told.items():
        longest = LONGEST_PAGE if name == PAGE else LONGEST
        if any("\0" in value or len(value) > longest for value in said):
            raise Refused(400, "value", "A parameter is too long or holds a control character.")
        plain, colon, modifier = name.partition(":")
        if name in allowed or (plain in with_modifier and modifier in MODIFIERS):
            values[name] = said
        elif colon and plain in allowed:
            raise Refused(400, "not-supported", f"{plain} is not searched with this modifier.")
        elif name not in COMMON:
            remarks.append("An unknown parameter was passed over.")
    if remarks and prefers(request, "handling=strict"):
        raise Refused(400, "not-supported", f"Only these parameters are known: {', '.join(sorted(allowed))}.")
    return Asked(values, _count(told), tuple(sorted(set(remarks))), _shape(told), hidden)


def within_bundle(request: HttpRequest) -> bool:
    """The request is an entry of a Bundle: its address stood in a body, and in no log."""
    return bool(getattr(request, "within_bundle", False))


def _nothing_secret(told: dict[str, list[str]], secret: frozenset[str]) -> None:
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


def _shape(told: dict[str, list[str]]) -> dict[str, str]:
    summary = next(iter(told.get("_summary", [])), "")
    if summary and summary not in SUMMARIES:
        raise Refused(400, "value", f"_summary is of {', '.join(SUMMARIES)}.")
    named = {"_count": told.get("_count", []), "_summary": [summary], "_elements": told.get("_elements", [])}
    return {name: values[0] for name, values in named.items() if values and values[0]}


def only_wanted(request: HttpRequest, resource: Resource) -> Resource:
    """A resource that is read, cut down to `_summary` and `_elements` of the address."""
    shape = _shape({name: request.GET.getlist(name) for name in request.GET})
    return shaped(resource, shape.get("_summary", ""), filter(None, shape.get("_elements", "").split(",")))


def told_found(
    request: ProgramRequest, kind: str, asked: Asked, found: Sequence[Resource], *, total: int | None,
    included: Sequence[Resource] = (), remarks: Iterable[str] = (), following: str = "",
) -> HttpResponse:  # fmt: skip
    """A searchset of what was found, in the shape that was asked for. `following`: the value of PAGE that tells what
    comes after; `total` None: there are more than were looked for.
    """
    base = base_of(request)
    summary, elements = asked.shown.get("_summary", ""), asked.shown.get("_elements", "")
    named = [one.strip() for one in elements.split(",") if one.strip()]
    if summary == "count" or asked.count == 0:
        asked, found, included, remarks, following = replace(asked, remarks=()), [], [], [], ""
    told = [shaped(one, summary, named) for one in found]
    also = [shaped(one, summary, named) for one in included]
    onward = asked.address(base, kind, **{PAGE: following}) if following else ""
    made = searchset(
        base, asked.address(base, kind), told, total=total, included=also, remarks=[*asked.remarks, *remarks],
        next_link=onward,
    )  # fmt: skip
    return answered(made)


def page_of(request: ProgramRequest, kind: str, asked: Asked, every: Sequence[Resource]) -> HttpResponse:
    """The page of a list that is whole at hand: PAGE is the place at which it begins."""
    text = asked.first(PAGE) or "0"
    if not re.fullmatch("[0-9]{1,9}", text):
        raise Refused(400, "value", f"{PAGE} is what a link of ours said.")
    start, end = int(text), int(text) + asked.count
    following = str(end) if asked.count and end < len(every) else ""
    return told_found(request, kind, asked, every[start:end], total=len(every), following=following)


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


def key_of(text: str, kind: str) -> str:
    """The id in a reference: `Patient/12`, an address that ends so, or the id alone."""
    head, _, key = text.rpartition("/")
    if head and head.rpartition("/")[2] != kind:
        raise Refused(400, "value", f"A reference to a {kind} is wanted.")
    return key


def number_of(key: str) -> int | None:
    """An id that is a number of ours; None for another."""
    return int(key) if re.fullmatch("[0-9]{1,18}", key) else None
