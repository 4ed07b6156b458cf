"""Steps, findings, clocks and offices of compliance cases in the reader's words, with their tones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from semesta.web.casework.models import FirmAct, FirmEnd
from semesta.web.core import components as c

if TYPE_CHECKING:
    from datetime import date

    from semesta.web.casework.models import ComplianceCase

FINDING_TONES: dict[str, c.Tone] = {"PWBD": "warn", "PDS_TENAGA_KERJA": "care", "PDS_UPAH": "care", "ARREARS": "info"}
"""The gravest first."""
SHORT_FINDINGS = {
    "PWBD": gettext_lazy("Not registered (PWBD)"),
    "PDS_TENAGA_KERJA": gettext_lazy("Part of its workers (PDS)"),
    "PDS_UPAH": gettext_lazy("Wages too low (PDS)"),
    "ARREARS": gettext_lazy("In arrears"),
}
SHORT = {
    "": gettext_lazy("No letter yet"),
    "imbauan": gettext_lazy("Imbauan"),
    "teguran_1": gettext_lazy("Teguran 1"),
    "teguran_2": gettext_lazy("Teguran 2"),
    "denda": gettext_lazy("Fine"),
    "tmp2t": gettext_lazy("TMP2T proposed"),
}
SANCTIONS = {
    "imposed": gettext_lazy("Services refused"),
    "declined": gettext_lazy("TMP2T declined"),
    "lifted": gettext_lazy("TMP2T lifted"),
}
FILE_SAYS = {
    "settled": gettext_lazy("the firm complies"),
    "same": gettext_lazy("the same finding"),
    "other": gettext_lazy("another finding"),
    "inactive": gettext_lazy("registered, but nobody has active cover"),
    "not_listed": gettext_lazy("the firm is on no list under this number"),
}
SEGMENTS = {"PBI_APBN": gettext_lazy("PBI JK (state budget)"), "PBPU_PEMDA": gettext_lazy("PBPU Pemda (city budget)")}


def finding_cell(finding: str, note: str = "") -> c.Cell:
    """The finding as a badge."""
    text, tone = str(SHORT_FINDINGS.get(finding, finding)), FINDING_TONES.get(finding, "quiet")
    return c.Cell(text, note=note, tone=tone, badge=True)


def state_of(case: ComplianceCase) -> tuple[str, c.Tone]:
    """Where the case stands, in few words."""
    if not case.is_open:
        return _("Closed"), "good" if case.closed_reason == FirmEnd.SETTLED else "quiet"
    if case.sanction in SANCTIONS:
        return str(SANCTIONS[case.sanction]), "warn" if case.sanction == "imposed" else "info"
    return str(SHORT[case.step]), "quiet" if not case.step else "warn" if case.step in {"denda", "tmp2t"} else "care"


def state_cell(case: ComplianceCase) -> c.Cell:
    """The state as a badge; below it why it was closed, or that the prosecutor's office has it."""
    text, tone = state_of(case)
    note = ""
    if not case.is_open:
        note = str(FirmEnd(case.closed_reason).label)
    elif case.recovery == "handed":
        note = _("at the prosecutor's office")
    return c.Cell(text, note=note, tone=tone, badge=True)


def todo_of(case: ComplianceCase, today: date) -> str:
    """What comes next, and whose turn it is."""
    if not case.is_open:
        return _("DPMPTSP: give the services again") if case.sanction == "imposed" else "–"
    if case.sanction == "proposed":
        return _("DPMPTSP: decide")
    if case.next_on is None:
        return _("Wait for the next file")
    if case.next_on > today:
        return _("The firm's time runs")
    following = {
        "": "imbauan",
        "imbauan": "teguran_1",
        "teguran_1": "teguran_2",
        "teguran_2": "denda",
        "denda": "tmp2t",
    }
    return _("Branch: {step}").format(step=FirmAct(following[case.step]).label)


_REFUSED = {
    "size": gettext_lazy("The file is empty or larger than 10 MB."),
    "kind": gettext_lazy("Only PDF, JPG and PNG are kept. The file is something else, whatever its name says."),
    "broken": gettext_lazy("The file is not whole. Send it again, or take the photo again."),
    "active": gettext_lazy("The PDF holds a program or another file. Print it to a new PDF and send that."),
}


def refused_paper(why: str) -> str:
    """Why a paper is not kept (casework/papers.NotTaken)."""
    return str(_REFUSED[why])
