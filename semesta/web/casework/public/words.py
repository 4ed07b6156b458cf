"""Outcomes of the public check in words, for those who count them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

WORDS = {
    "covered": _("told that they are covered"),
    "not_covered": _("told that they are not covered"),
    "unclear": _("told that the status is not clear"),
    "unknown": _("no answer for this NIK and birth date"),
    "limited": _("too many checks"),
}


def outcome_word(outcome: str) -> str:
    """The words of an outcome; the outcome itself where there are none."""
    return str(WORDS.get(outcome, outcome))
