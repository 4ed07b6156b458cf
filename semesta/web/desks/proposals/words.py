"""States, steps, offices and findings in the reader's words, with their tones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from semesta.rules.proposals import checks, documents, flows
from semesta.web.core import components as c
from semesta.web.core.published.shape import masked
from semesta.web.core.reading import language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from semesta.web.casework.models import ProposalLine

STEPS = {
    "propose": gettext_lazy("Propose"),
    "verify": gettext_lazy("Check and forward"),
    "decide": gettext_lazy("Decide"),
    "letter": gettext_lazy("Letter to the facility"),
    "decree": gettext_lazy("Put on the decree"),
    "export": gettext_lazy("Send to BPJS Kesehatan"),
    "reply": gettext_lazy("Answer of BPJS Kesehatan"),
    "file": gettext_lazy("Newest file"),
}
OFFICES = {
    "kelurahan": gettext_lazy("Kelurahan"),
    "dinsos": gettext_lazy("Dinsos"),
    "dinkes": gettext_lazy("Dinkes"),
    "bpjs": gettext_lazy("BPJS Kesehatan"),
}
TONES: dict[str, c.Tone] = {
    "draft": "quiet",
    "sent": "info",
    "returned": "care",
    "verified": "info",
    "decided": "info",
    "listed": "info",
    "exported": "info",
    "accepted": "good",
    "rejected": "warn",
    "refused": "warn",
    "withdrawn": "quiet",
    "active": "good",
    "removed": "good",
}
SHORT = {
    "draft": gettext_lazy("Draft"),
    "sent": gettext_lazy("Sent"),
    "returned": gettext_lazy("Returned"),
    "verified": gettext_lazy("Verified"),
    "decided": gettext_lazy("Decided"),
    "listed": gettext_lazy("On the decree"),
    "exported": gettext_lazy("At BPJS"),
    "accepted": gettext_lazy("Accepted"),
    "rejected": gettext_lazy("Rejected"),
    "refused": gettext_lazy("Declined"),
    "withdrawn": gettext_lazy("Withdrawn"),
    "active": gettext_lazy("Active"),
    "removed": gettext_lazy("Off the list"),
}
GROUNDS = {
    "catastrophic": gettext_lazy("Catastrophic illness"),
    "in_care": gettext_lazy("In care now"),
}


def state_cell(line: ProposalLine) -> c.Cell:
    """The state as a badge; what is awaited and until when below it."""
    return c.Cell(str(SHORT[line.state]), badge=True, tone=TONES[line.state])


def findings_cell(line: ProposalLine) -> c.Cell:
    """Passed, or the gravest finding and how many more."""
    if line.checked_at is None:
        return c.Cell(_("Not checked yet"), badge=True, tone="quiet")
    if not line.findings:
        return c.Cell(_("Passed"), badge=True, tone="good")
    known = [checks()[name] for name in line.findings if name in checks()]
    known.sort(key=lambda one: not one.blocks(line.kind))
    more = len(known) - 1
    note = ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more} if more else ""
    return c.Cell(known[0].title(language()), note, badge=True, tone="warn" if line.blocked else "care")


def where_cell(line: ProposalLine) -> c.Cell:
    """The office that holds the line, with its clock."""
    if not line.step:
        return c.Cell("–")
    step = flows()[line.proposal.flow].step(line.step)
    return (
        c.Cell(str(OFFICES[step.office]), str(STEPS[step.name]), due=line.due_at)
        if line.due_at
        else c.Cell(str(OFFICES[step.office]), str(STEPS[step.name]))
    )


def person_cell(line: ProposalLine) -> c.Cell:
    """Name, and the masked NIK below it."""
    return c.Cell(line.name or _("Not found by this NIK"), masked(line.nik) or _("no NIK yet"))


def paper_title(name: str) -> str:
    """A document in the reader's words."""
    return documents()[name].title(language())


def office_of(line: ProposalLine) -> str:
    """The office at which the line is; '' when at none."""
    return str(OFFICES[flows()[line.proposal.flow].step(line.step).office]) if line.step else ""


def stepper(line: ProposalLine, done: Sequence[Any]) -> list[c.Step]:
    """The flow's steps with who did them, then the newest file as proof."""
    flow = flows()[line.proposal.flow]
    by_step = {row.step: row for row in done if row.deed == "done"}
    order = [step.name for step in flow.steps]
    at = order.index(line.step) if line.step in order else len(order)
    ended = line.state in {"refused", "withdrawn", "rejected"}
    made: list[c.Step] = []
    for place, step in enumerate(flow.steps):
        row = by_step.get(step.name)
        title, office = str(STEPS[step.name]), str(OFFICES[step.office])
        if line.state == "returned" and step.name == "propose":
            made.append(c.Step(title, "returned", office, note=line.reason))
        elif row is not None and (place < at or ended):
            made.append(
                c.Step(title, "done", row.organisation, timezone.localdate(row.at), "" if in_time(row) else _("late"))
            )
        else:
            made.append(c.Step(title, "current" if place == at and not ended else "waiting", office))
    proved = line.state in {"active", "removed"}
    waiting = not line.step and not ended
    made.append(c.Step(_("Newest file proves it"), "done" if proved else "current" if waiting else "waiting"))
    return made


def in_time(row: Any) -> bool:
    """The step was done before its promise ended, or had none."""
    return row.due_at is None or row.at <= row.due_at
