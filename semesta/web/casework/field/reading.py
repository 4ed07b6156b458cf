"""From answers to rows: how a visit ended, and what was found about each person, in the words of the models (R7.3)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from semesta.web.casework.field.answers import day_of
from semesta.web.casework.field.form import PERSON_ID
from semesta.web.casework.models import CardShown, Found, PesiarStage, VisitOutcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from semesta.web.casework.field.answers import Answers
    from semesta.web.casework.models.field import RoundPerson

NOT_MET = {
    "rumah_kosong": VisitOutcome.ABSENT,
    "menolak": VisitOutcome.REFUSED,
    "pindah": VisitOutcome.GONE,
    "tidak_dikenal": VisitOutcome.GONE,
    "alamat_tidak_ditemukan": VisitOutcome.NOT_FOUND,
}
FOUND = {
    "ditemukan": Found.LIVES,
    "bepergian": Found.LIVES,
    "pindah": Found.MOVED,
    "meninggal": Found.DEAD,
    "menolak": Found.NOT_ASKED,
    "tidak_dikenal": Found.UNKNOWN,
    "ganda": Found.DOUBLE,
}
ALL_OF_THEM = {"pindah": Found.MOVED, "tidak_dikenal": Found.UNKNOWN}
"""What a house where nobody of the card lives says about each of them."""
STATUS = {"aktif": CardShown.ACTIVE, "tidak_aktif": CardShown.INACTIVE}
STAGES = tuple(PesiarStage.values)


def outcome_of(answers: Answers, listed: Sequence[RoundPerson]) -> str:
    """How the visit ended; a word that the form does not know is told as not found."""
    said = answers.household_answers
    if said["hasil"] != "bertemu":
        return NOT_MET.get(said["hasil"], VisitOutcome.NOT_FOUND)
    if said.get("izin") != "ya":
        return VisitOutcome.REFUSED
    told = {one[PERSON_ID]: one for one in answers.people}
    asked = [told.get(str(one.public_id), {}) for one in listed]
    answered = [one for one in asked if _answered(one)]
    if len(answered) < len(listed):
        return VisitOutcome.PARTLY if answered or answers.others else VisitOutcome.REFUSED
    lives = [one for one in answered if FOUND.get(one["status_orang"]) == Found.LIVES]
    return VisitOutcome.COMPLETE if lives or answers.others or not listed else VisitOutcome.GONE


def _answered(one: Mapping[str, str]) -> bool:
    found = FOUND.get(one.get("status_orang", ""), Found.NOT_ASKED)
    return found != Found.NOT_ASKED and (found != Found.LIVES or bool(one.get("kartu_ditunjukkan")))


def stage_of(answers: Answers) -> str:
    """The PESIAR stage that the visit reached: visited, or what the agent said."""
    said = answers.household_answers.get("tahap", "")
    return said if said in STAGES else PesiarStage.SISIR


def further(one: str, other: str) -> str:
    """The later of two stages."""
    return max(one, other, key=STAGES.index)


def people_of(answers: Answers, listed: Sequence[RoundPerson]) -> list[dict[str, Any]]:
    """The values of a VisitPerson for everybody on the card, then for those found who are not."""
    told = {one[PERSON_ID]: one for one in answers.people}
    everybody = ALL_OF_THEM.get(answers.household_answers["hasil"])
    rows = []
    for person in listed:
        row = {
            "person_id": person.person_id, "listed": True, "nik": person.nik, "name": person.name,
            "birth_on": person.birth_on, "sex": person.sex, **_found(told.get(str(person.public_id), {})),
        }  # fmt: skip
        if everybody is not None:
            row["found"] = everybody
        rows.append(row)
    return [*rows, *(_other(one) for one in answers.others)]


def _other(one: Mapping[str, str]) -> dict[str, Any]:
    digits = re.sub(r"\D", "", one.get("nik", ""))
    found = _found(one)
    return {
        **found,
        "found": found["found"] if one.get("status_orang") else Found.LIVES,
        "listed": False,
        "next_door": one.get("tinggal_di") == "rumah_sebelah",
        "nik": digits if len(digits) == 16 else "",
        "name": one.get("nama", "")[:200],
        "birth_on": day_of(one.get("tanggal_lahir", "")),
        "sex": one.get("jenis_kelamin", "")[:1],
    }


def _found(one: Mapping[str, str]) -> dict[str, Any]:
    return {
        "found": FOUND.get(one.get("status_orang", ""), Found.NOT_ASKED),
        "card": card_of(one.get("kartu_ditunjukkan", ""), one.get("status_ditunjukkan", "")),
        "reason": one.get("alasan", "")[:300],
        "employer": one.get("pemberi_kerja", "")[:200],
        "willing": {"ya": True, "tidak": False}.get(one.get("bersedia", "")),
        "chosen_route": one.get("jalur", "")[:30],
        "documents": one.get("dokumen", "")[:300],
    }


def card_of(shown: str, status: str) -> str:
    """What was seen of membership: a status only where something was shown; that somebody has none is their word."""
    if shown == "tidak_punya":
        return CardShown.NONE
    return STATUS.get(status, CardShown.UNSEEN)
