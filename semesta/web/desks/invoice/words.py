"""Words of this desk: months in addresses, reasons, proofs, outcomes, what a bill of numbers only lacks."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from semesta.flow.invoice.text import OUTCOMES
from semesta.terms.bill_reason import BY_CODE, EVIDENCE_WORDS
from semesta.web.core import components as c
from semesta.web.core.reading import language, numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
OUTCOME_TONES: dict[str, tuple[c.Tone, str]] = {
    "credited": ("good", "check"),
    "part_credited": ("care", "check"),
    "repeated": ("warn", "alert"),
    "stopped": ("care", "pause"),
    "waiting": ("quiet", "clock"),
}


def month_of(text: str) -> date:
    """'2025-05' of an address; Http404 for anything else."""
    found = _MONTH.fullmatch(text)
    if found is None:
        raise Http404
    return date(int(found[1]), int(found[2]), 1)


def month_text(month: date) -> str:
    """The month in an address."""
    return f"{month:%Y-%m}"


def bill_url(month: date, name: str = "bill") -> str:
    """The page of that month's bill, or another address of it."""
    return reverse(name, args=[month_text(month)])


def title_of(month: date) -> str:
    """'Bill of May 2025'."""
    return _("Bill of %(month)s") % {"month": numbers().month(month)}


def reason_text(code: str | None) -> str:
    """The reason in the reader's language; a code that nobody named stays a code."""
    found = BY_CODE.get(code or "")
    if found is None:
        return (code or "").replace("_", " ")
    return found.title_en if language() == "en" else found.title_id


def proof_text(code: str | None) -> str:
    """What stands beside the claim."""
    found = BY_CODE.get(code or "")
    if found is None:
        return ""
    return found.proof_en if language() == "en" else found.proof_id


def outcome_text(code: str | None) -> str:
    """What later bills made of a disputed line; '' for a line that is not disputed."""
    return OUTCOMES[code or ""][language() == "en"] if code in OUTCOMES else ""


def outcome_cell(code: str | None, note: str = "") -> c.Cell:
    """The same as a badge."""
    if code not in OUTCOMES:
        return c.Cell()
    tone, icon = OUTCOME_TONES[code]
    return c.Cell(outcome_text(code), tone=tone, icon=icon, badge=True, note=note)


def lacking(bill: Mapping[str, Any]) -> str:
    """What a bill of numbers only lacks: 'card number of each person, NIK, name'."""
    parts = [part for part in str(bill["evidence_missing"] or "").split(",") if part]
    return ", ".join(EVIDENCE_WORDS[part][language() == "en"] for part in parts)
