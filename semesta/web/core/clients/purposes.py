"""What a program asks for: purposes of use as HL7 codes them (v3-ActReason); the trail holds no free text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SYSTEM = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
PURPOSES: dict[str, _StrPromise] = {
    "TREAT": _("treatment"),
    "ETREAT": _("emergency treatment"),
    "COVERAGE": _("coverage under a programme"),
    "ELIGDTRM": _("determining eligibility"),
    "HPAYMT": _("payment"),
    "PATADMIN": _("patient administration"),
    "PUBHLTH": _("public health"),
}


def purpose_choices() -> list[tuple[str, str]]:
    """Every purpose in words; a function, so that a new one needs no migration."""
    return [(code, str(words)) for code, words in PURPOSES.items()]


def purpose_of(said: str | None, usual: str) -> str | None:
    """The purpose of a request that says `said`: the usual one when it says nothing, None for an unknown one."""
    if said is None:
        return usual
    return said if said in PURPOSES else None
