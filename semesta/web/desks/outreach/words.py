"""Rules of contact, states and outcomes in the reader's words, with their tones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from semesta.web.casework.messaging.senders import senders
from semesta.web.casework.models import BatchState, Outcome, Why
from semesta.web.core import components as c

if TYPE_CHECKING:
    from collections.abc import Mapping

STATE_TONES: dict[str, c.Tone] = {
    BatchState.MADE: "care", BatchState.RELEASED: "info", BatchState.DONE: "good", BatchState.REFUSED: "warn",
    BatchState.WITHDRAWN: "quiet",
}  # fmt: skip


def rule_title(rule: str) -> str:
    """What a rule of contact is called."""
    return {
        "before_payment": _("Self-payer, arrears early"), "phk_ending": _("Lay-off guarantee ends"),
        "child_over_age": _("Child over the age limit"), "left_employer": _("Left work, no new segment"),
        "former_pbi": _("Taken off the national list"),
    }[rule]  # fmt: skip


def sender_title(name: str) -> str:
    """What a way of sending is called; one that is gone stays a name."""
    way = senders().get(name)
    return str(way.title) if way else name


def outcome_table(counts: Mapping[tuple[str, str], int], *, in_file: bool = False) -> c.Table:
    """One row per outcome and reason, what went out first; the total is every contact of the batch."""
    order = {name: place for place, name in enumerate((Outcome.SENT, Outcome.SENDING, Outcome.QUEUED, Outcome.FAILED,
                                                       Outcome.HELD))}  # fmt: skip
    rows = [
        c.Row((_outcome(outcome, in_file=in_file), str(Why(why).label) if why else None, count))
        for (outcome, why), count in sorted(counts.items(), key=lambda one: (order[Outcome(one[0][0])], -one[1]))
    ]  # fmt: skip
    columns = (c.Column(_("Outcome")), c.Column(_("Why")), c.Column(_("Contacts"), "whole"))
    return c.Table(_("What became of each contact"), columns, rows,
                   total=(_("All contacts of the list"), None, sum(counts.values())))  # fmt: skip


def _outcome(outcome: str, *, in_file: bool) -> str:
    if in_file and outcome == Outcome.SENT:
        return _("Put into the file")
    return str(Outcome(outcome).label)
