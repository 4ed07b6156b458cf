"""What a BPJS service answered, with the quirks of each (data-formats 3.5; jkn.md R1.9 to R1.12).

| | VClaim | PCare |
|---|---|---|
| `metaData.code` | text | number |
| dates | yyyy-MM-dd | dd-MM-yyyy |
| status | `statusPeserta{kode, keterangan}`, "0" is active | `aktif` true or false, `ketAktif` |
| nobody found | code 201, and words | code 204, or HTTP 204 without a body |

Both send `response` locked (AES-256-CBC, LZString); test systems send it open. Every code but 200 is free text.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from semesta.peers.faults import PeerRefused, PeerUnreachable, spoken
from semesta.peers.lz import unpacked
from semesta.terms.segment import segment_of
from semesta.terms.status import ACTIVE, INACTIVE, UNKNOWN, status_of

if TYPE_CHECKING:
    from semesta.peers.http import Answer

NOT_FOUND = re.compile(
    r"\b(?:kartu|nik|peserta|data|noka|nokapst)\b.*\b(?:tidak|belum)\s+(?:sesuai|ditemukan|terdaftar|ada)\b", re.I
)
"""BPJS has no code for `nobody`: 201 stands for every refusal, so its words decide."""


@dataclass(frozen=True)
class Membership:
    """A card that BPJS knows, as it stood at `asked_at`. Codes and names are theirs, '' where they said nothing."""

    service: str
    status_code: str
    """VClaim's code; PCare's `true` or `false`."""
    status_name: str
    segment_code: str
    """`jenisPeserta`: 13, 14, 21, 22 …"""
    segment_name: str
    class_code: str
    class_name: str
    facility_code: str
    facility_name: str
    """The FKTP of the card."""
    birth_on: date | None
    asked_at: datetime
    card_number: str = field(default="", repr=False)

    @property
    def status(self) -> str:
        """ACTIVE, INACTIVE or UNKNOWN (semesta.terms.status): an unknown code is never taken for inactive (R1.10).

        The end date of a card is not looked at: it lies in the past for active members.
        """
        if self.service == "pcare":
            return {"true": ACTIVE, "false": INACTIVE}.get(self.status_code, UNKNOWN)
        return status_of(self.status_code, self.status_name)[0]

    @property
    def segment(self) -> str:
        """PBI_APBN, PBPU_PEMDA, PPU, PBPU, BP or UNKNOWN."""
        return segment_of(self.segment_code, self.segment_name)[0]


def membership_in(answer: Answer, lock: str, service: str, name: str, *, nik: str, card: str) -> Membership | None:
    """The card in an answer to a question by `nik` or `card`; None when BPJS said that it knows nobody."""
    if answer.status == 204:
        return None
    told = _json(answer, name)
    meta = told.get("metaData") or told.get("metadata") or {}
    code, words = str(meta.get("code", answer.status)), meta.get("message")
    if code == "204" or (code in {"201", "404", "412"} and NOT_FOUND.search(str(words or ""))):
        return None
    if code != "200":
        raise PeerRefused(f"{name} menolak: {spoken(words)}")
    person = _opened(told.get("response"), lock, name)
    person = person.get("peserta") or person
    _same_person(person, name, nik, card)
    return _vclaim(person) if service == "vclaim" else _pcare(person)


def unlocked(locked: str, lock: str) -> str:
    """The text of a locked response; ValueError when it is not whole or was locked with another key.

    AES-256-CBC, key SHA-256 of `consumer id + secret + timestamp`, vector its first 16 bytes, PKCS7; then LZString.
    """
    key = hashlib.sha256(lock.encode()).digest()
    opening = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    padded = opening.update(base64.b64decode(locked, validate=True)) + opening.finalize()
    shorn = padding.PKCS7(128).unpadder()
    return unpacked((shorn.update(padded) + shorn.finalize()).decode("ascii"))


def _json(answer: Answer, name: str) -> dict[str, Any]:
    try:
        told = json.loads(answer.content)
    except ValueError:
        told = None
    if isinstance(told, dict):
        return told
    if answer.status >= 400:
        raise PeerRefused(f"{name} menolak: {spoken(answer.content.decode('utf-8', 'replace'))} (HTTP {answer.status})")
    raise PeerUnreachable(f"Jawaban {name} rusak di jalan")


def _opened(response: Any, lock: str, name: str) -> dict[str, Any]:
    try:
        found = json.loads(unlocked(response, lock)) if isinstance(response, str) else response
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise PeerUnreachable(f"Jawaban {name} rusak di jalan")
    return found


def _same_person(person: dict[str, Any], name: str, nik: str, card: str) -> None:
    """A card of somebody else than asked for must never be shown."""
    said_nik, said_card = str(person.get("nik") or person.get("noKTP") or ""), str(person.get("noKartu") or "")
    if (nik and said_nik and said_nik != nik) or (card and said_card and said_card != card):
        raise PeerRefused(f"{name} menjawab dengan kartu orang lain; tanyakan lewat aplikasi BPJS")


def _vclaim(person: dict[str, Any]) -> Membership:
    status, segment = _pair(person, "statusPeserta", "keterangan"), _pair(person, "jenisPeserta", "keterangan")
    place = _pair(person, "provUmum", "nmProvider", "kdProvider")
    return Membership(
        "vclaim", *status, *segment, *_pair(person, "hakKelas", "keterangan"), *place,
        birth_on=_date(person.get("tglLahir"), "%Y-%m-%d"), asked_at=_now(), card_number=_text(person.get("noKartu")),
    )  # fmt: skip


def _pcare(person: dict[str, Any]) -> Membership:
    active = person.get("aktif")
    place = _pair(person, "kdProviderPst", "nmProvider", "kdProvider")
    return Membership(
        "pcare", str(active).lower() if isinstance(active, bool) else "", _text(person.get("ketAktif")),
        *_pair(person, "jnsPeserta", "nama"), *_pair(person, "jnsKelas", "nama"), *place,
        birth_on=_date(person.get("tglLahir"), "%d-%m-%Y"), asked_at=_now(), card_number=_text(person.get("noKartu")),
    )  # fmt: skip


def _pair(person: dict[str, Any], key: str, name: str, code: str = "kode") -> tuple[str, str]:
    held = person.get(key)
    return (_text(held.get(code)), _text(held.get(name))) if isinstance(held, dict) else ("", "")


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _date(value: Any, shape: str) -> date | None:
    try:
        return datetime.strptime(str(value), shape).replace(tzinfo=UTC).date()
    except ValueError:
        return None


def _now() -> datetime:
    return datetime.now(UTC)
