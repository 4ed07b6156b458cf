"""Whether four facts are what Dukcapil holds of a person: its verification service, field by field (data-formats 2.2).

It is asked with facts and answers `Sesuai` or a likeness per field; no fact of the register comes back. Each question
costs one of the day's quota, so it is tried again only when nothing came back at all.
"""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from semesta.peers.faults import PeerRefused, PeerUnreachable, spoken
from semesta.peers.http import Peer, ask

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

NAME = "Dukcapil"


class QuotaUsedUp(PeerRefused):
    """The day's questions are used up; tomorrow there are new ones."""


class Outcome(Enum):
    """What Dukcapil says of the NIK as a whole; the fields are compared only when it is FOUND."""

    FOUND = "found"
    NOT_FOUND = "not found"
    DECEASED = "deceased"
    DOUBLE = "double"
    INACTIVE = "inactive"


_OUTCOMES = {
    "data not found": Outcome.NOT_FOUND, "data tidak ditemukan": Outcome.NOT_FOUND,
    "meninggal dunia": Outcome.DECEASED, "data ganda": Outcome.DOUBLE, "data inactive": Outcome.INACTIVE,
}  # fmt: skip
_QUOTA = re.compile(r"\bkuota\b.*\bhabis\b", re.I)
FIELDS = ("nik", "nama_lgkp", "tgl_lhr", "nama_lgkp_ibu")


@dataclass(frozen=True)
class Credentials:
    """What Dukcapil gave one office."""

    base_url: str
    """Up to the method: `https://…/dukcapil/get_json/16-71/dinsos/CALL_VERIFY_BY_ELEMEN`."""
    user_id: str
    password: str = field(repr=False)
    address: str = ""
    """The IP address that Dukcapil knows the office by."""
    threshold: int = 90
    """From which likeness on Dukcapil calls a name `Sesuai`."""
    day_quota: int = 0
    """How many questions a day Dukcapil allows the office; 0: not known."""
    seconds: float = 8.0


@dataclass(frozen=True)
class Facts:
    """What an office believes; `repr` shows nothing of it."""

    nik: str = field(repr=False)
    name: str = field(repr=False)
    birth_on: date | None = field(default=None, repr=False)
    mother_name: str = field(default="", repr=False)


@dataclass(frozen=True)
class FieldAnswer:
    """`agrees` None: Dukcapil said nothing of this field. `score` 0 to 100 where it compares by likeness."""

    name: str
    agrees: bool | None
    score: int | None = None


@dataclass(frozen=True)
class Verification:
    """The answer to one question; `question` is the number that both sides keep of it."""

    outcome: Outcome
    fields: tuple[FieldAnswer, ...]
    question: str

    @property
    def agrees(self) -> bool:
        """The NIK is in force and nothing that was compared differs."""
        said = [each.agrees for each in self.fields if each.agrees is not None]
        return self.outcome is Outcome.FOUND and bool(said) and all(said)


def verify(credentials: Credentials, facts: Facts) -> Verification:
    """What Dukcapil says of these facts. QuotaUsedUp, PeerRefused with its words (wrong sign-in or address, office
    switched off, a field missing) or PeerUnreachable.
    """
    question = uuid.uuid4().hex
    peer = Peer(NAME, credentials.base_url, credentials.seconds)
    body = json.dumps(_asked(credentials, facts, question)).encode()
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    answer = ask(peer, "POST", "", lambda: headers, body)
    return verification_in(_content(answer.content, answer.status), credentials.threshold, question)


def verification_in(content: Mapping[str, Any], threshold: int, question: str) -> Verification:
    """One entry of `content`, its names in any case; RESPON (or RESPONSE) stands for the person as a whole."""
    told = {str(key).lower(): value for key, value in content.items()}
    words = str(told.get("respon") or told.get("response") or "").strip()
    if words:
        outcome = _OUTCOMES.get(words.lower())
        if outcome is not None:
            return Verification(outcome, (), question)
        if _QUOTA.search(words):
            raise QuotaUsedUp(f"Kuota pertanyaan ke {NAME} hari ini sudah habis; tanyakan lagi besok")
        if not any(name in told for name in FIELDS):
            raise PeerRefused(f"{NAME} menolak: {spoken(words)}")
    fields = tuple(field_answer(name, told[name], threshold) for name in FIELDS if name in told)
    return Verification(Outcome.FOUND, fields, question)


def field_answer(name: str, said: Any, threshold: int) -> FieldAnswer:
    """`Sesuai`, `Tidak Sesuai`, `Sesuai (95)`, 95 or `95`; anything else is no answer."""
    text = str(said if said is not None else "").strip()
    number = re.search(r"\b(\d{1,3})(?:[.,]\d+)?\b", text)
    score = int(number[1]) if number and int(number[1]) <= 100 else None
    if re.match(r"(?i)tidak\s+sesuai", text):
        return FieldAnswer(name, False, score)
    if re.match(r"(?i)sesuai", text):
        return FieldAnswer(name, True, score)
    return FieldAnswer(name, None if score is None else score >= threshold, score)


def _asked(credentials: Credentials, facts: Facts, question: str) -> dict[str, Any]:
    return {
        "NIK": facts.nik, "NAMA_LGKP": facts.name,
        "TGL_LHR": f"{facts.birth_on:%d-%m-%Y}" if facts.birth_on else "", "NAMA_LGKP_IBU": facts.mother_name,
        "TRESHOLD": credentials.threshold,  # their spelling
        "TRANSACTION_ID": question,
        "user_id": credentials.user_id, "password": credentials.password, "ip_user": credentials.address,
    }  # fmt: skip


def _content(body: bytes, status: int) -> Mapping[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        told = None
    if isinstance(told, dict):
        held = told.get("content", told)
        first = held[0] if isinstance(held, list) and held else held
        if isinstance(first, dict) and first:
            return first
    if status >= 400:
        raise PeerRefused(f"{NAME} menolak (HTTP {status})")
    raise PeerUnreachable(f"Jawaban {NAME} rusak di jalan")
