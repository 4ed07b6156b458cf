"""What a program may: names as OAuth carries them, and what each allows.

A FHIR scope is `system/Type.letters` (SMART App Launch 2: c create, r read, u update, s search); the older `.read` and
`.write` and `system/*` are understood when they are asked for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.functional import _StrPromise

SCOPES: dict[str, _StrPromise] = {
    "eligibility.read": _("Ask for the cover of a patient by NIK"),
    "identity.read": _("Be told a whole NIK and card number that was not asked with"),
    "system/Patient.rs": _("Read and find patients"),
    "system/Patient.cu": _("Send own patients, which leave as a file for the next run"),
    "system/Coverage.rs": _("Read covers"),
    "system/CoverageEligibilityRequest.crs": _("Ask for eligibility by FHIR"),
    "system/CoverageEligibilityResponse.rs": _("Read answers on eligibility"),
    "system/Organization.rs": _("Read organisations"),
    "system/Location.rs": _("Read areas"),
    "system/Group.rs": _("Read groups of people as counts"),
    "measure.read": _("Take out figures of areas (bulk export)"),
    "registry.search": _("Ask as a social registry over DCI, as its agreement says"),
}
"""Every scope that a program can be given, in words."""
LETTERS = "cruds"
_FHIR = re.compile(r"system/([A-Za-z]+|\*)\.(?:([cruds]+)|(read|write|\*))")
_WORDS = {"read": "rs", "write": "cud", "*": LETTERS}


def rights(scopes: Iterable[str]) -> frozenset[str]:
    """Single rights: `system/Patient.rs` is {`Patient.r`, `Patient.s`}; others are their own right.

    `system/*.rs` is those of every type in SCOPES. What nobody knows gives nothing.
    """
    found: set[str] = set()
    for scope in scopes:
        if match := _FHIR.fullmatch(scope):
            letters = match[2] or _WORDS[match[3]]
            types = _types() if match[1] == "*" else {match[1]}
            found |= {f"{kind}.{letter}" for kind in types for letter in letters}
        elif scope in SCOPES:
            found.add(scope)
    return frozenset(found)


def _types() -> set[str]:
    return {match[1] for scope in SCOPES if (match := _FHIR.fullmatch(scope))}


def written(held: Iterable[str]) -> str:
    """Rights as scopes with blanks between: {`Patient.r`, `Patient.s`} is `system/Patient.rs`."""
    letters: dict[str, str] = defaultdict(str)
    plain = []
    for right in sorted(held):
        kind, dot, letter = right.rpartition(".")
        if dot and letter in LETTERS and right not in SCOPES:
            letters[kind] += letter
        else:
            plain.append(right)
    ordered = {kind: "".join(one for one in LETTERS if one in some) for kind, some in letters.items()}
    return " ".join([*plain, *(f"system/{kind}.{some}" for kind, some in ordered.items())])


def granted(asked: str, held: str) -> str:
    """What of the asked scopes the program holds; all it holds when it asked for none; '' when none is its own.

    A scope of which it holds all is told back as it was asked: who asks for `system/Patient.read` looks for that word.
    """
    own = rights(held.split())
    if not asked.strip():
        return written(own)
    whole = [one for one in dict.fromkeys(asked.split()) if rights([one]) and rights([one]) <= own]
    rest = (own & rights(asked.split())) - rights(whole)
    return " ".join([*whole, *written(rest).split()])
