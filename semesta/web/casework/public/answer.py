"""What a citizen is told: the status, what to do, what to bring, whom to ask. Nothing else leaves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from semesta.terms import route as r
from semesta.terms.status import ACTIVE, UNKNOWN
from semesta.web.casework.models import AskedOffice
from semesta.web.core.published.standing import NobodyFound, Standing

if TYPE_CHECKING:
    from datetime import date

    from django.utils.functional import _StrPromise


class Outcome(Enum):
    """How a check ended. UNKNOWN: nobody, or not exactly one person, with this NIK and birth date."""

    COVERED = "covered"
    NOT_COVERED = "not_covered"
    UNCLEAR = "unclear"
    UNKNOWN = "unknown"
    LIMITED = "limited"
    WAIT = "wait"
    ENDED = "ended"


@dataclass(frozen=True)
class Advice:
    """One way on: what to do, what to bring, which office of the city's list."""

    do: _StrPromise
    bring: _StrPromise | str
    office: AskedOffice


@dataclass(frozen=True)
class Answer:
    """`month`: of the files that were asked; None where nobody was looked up. `wait`: seconds to wait first."""

    outcome: Outcome
    month: date | None = None
    advice: Advice | None = None
    wait: int = 0


_CARDS = _("Your identity card (KTP-el) and family card (KK)")
NEWBORN = Advice(
    _("Have the baby registered as soon as you can."),
    _("The birth letter, the parents' family card (KK) and the mother's JKN card"), AskedOffice.BPJS,
)  # fmt: skip
GOVERNMENT = Advice(
    _("Ask the kelurahan whether the government can pay your contribution. The office checks and proposes you."),
    _CARDS, AskedOffice.KELURAHAN,
)  # fmt: skip
AGAIN = Advice(
    _("Ask the social affairs office to have your cover switched on again. If you are ill, ask the puskesmas or"
      " hospital for a letter first."),
    _("Your identity card (KTP-el), family card (KK), and the letter of the puskesmas or hospital if you have one"),
    AskedOffice.DINSOS,
)  # fmt: skip
EMPLOYER = Advice(
    _("Your employer must register you and pay. Ask there first; if that does not help, ask BPJS Kesehatan."),
    _("Your identity card (KTP-el), family card (KK), and proof that you work there"), AskedOffice.BPJS,
)  # fmt: skip
LAID_OFF = Advice(
    _("If you were laid off you may be covered for some months without paying. Ask BPJS Kesehatan."),
    _("Proof that you were laid off, your identity card (KTP-el) and family card (KK)"), AskedOffice.BPJS,
)  # fmt: skip
CONTRIBUTION = Advice(
    _("Ask BPJS Kesehatan about your family's contributions and how they can be paid, also by instalments."),
    _CARDS, AskedOffice.BPJS,
)  # fmt: skip
REGISTER = Advice(
    _("Register yourself and your whole family with BPJS Kesehatan. If you cannot pay, ask the kelurahan first."),
    _CARDS, AskedOffice.BPJS,
)  # fmt: skip
WAITING = Advice(
    _("You are registered and your cover begins later. Ask the health office on which day."),
    _("Your identity card (KTP-el) and the proof of registration if you have one"), AskedOffice.DINKES,
)  # fmt: skip
STUDENT = Advice(
    _("Hand in a letter of the school or university that you still study. Otherwise ask how to go on."),
    _("The letter that you study, and the family card (KK)"), AskedOffice.BPJS,
)  # fmt: skip
IDENTITY = Advice(
    _("Something in your population data has to be looked at. Ask the civil registration office."), _CARDS,
    AskedOffice.DUKCAPIL,
)  # fmt: skip
STATUS = Advice(_("Ask BPJS Kesehatan for your status."), _CARDS, AskedOffice.BPJS)
NOTHING = Advice(_("Nothing. Bring your identity card when you seek treatment."), "", AskedOffice.ANY)
SOON_OVER = Advice(
    _("Your cover ends with this month. Ask BPJS Kesehatan now how it goes on."), _CARDS, AskedOffice.BPJS
)
ASK = Advice(
    _("Look at the number and the date once more. If they are right, ask the office below."), _CARDS, AskedOffice.ANY
)
BY_ROUTE: dict[str, Advice] = {
    r.NEWBORN: NEWBORN, r.PBI_REACTIVATION: AGAIN, r.DTSEN_PBI: GOVERNMENT, r.APBD_QUOTA: GOVERNMENT,
    r.EMPLOYER: EMPLOYER, r.EMPLOYER_ARREARS: EMPLOYER, r.PHK_GUARANTEE: LAID_OFF, r.MANDIRI: REGISTER,
    r.PAY_FIRST: CONTRIBUTION, r.PAY_ARREARS: CONTRIBUTION, r.REHAB: CONTRIBUTION, r.WAIT_START: WAITING,
    r.CHILD_STUDY_LETTER: STUDENT, r.FIX_IDENTITY: IDENTITY, r.RESOLVE_DOUBT: IDENTITY, r.CORRECT_REGISTER: IDENTITY,
    r.REPORT_DEATH: IDENTITY, r.REPORT_MOVE: IDENTITY, r.READ_STATUS: STATUS,
}  # fmt: skip
"""Several routes share a sentence, so that the answer tells neither income nor arrears nor a doubt about identity."""
ENDS_WITH_MONTH = "NON_AKTIF_AKHIR_BULAN"


def answer_of(found: Standing | NobodyFound) -> Answer:
    """What is said of a standing; of nobody the neutral sentence."""
    if isinstance(found, NobodyFound):
        return Answer(Outcome.UNKNOWN, found.month, ASK)
    if found.status == ACTIVE:
        return Answer(Outcome.COVERED, found.month, SOON_OVER if found.reason == ENDS_WITH_MONTH else NOTHING)
    advice = BY_ROUTE.get(found.route or "", STATUS)
    unclear = found.status == UNKNOWN
    return Answer(Outcome.UNCLEAR if unclear else Outcome.NOT_COVERED, found.month, advice)
