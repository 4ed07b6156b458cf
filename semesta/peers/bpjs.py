"""One person's card as BPJS shows it to a facility: VClaim (hospitals) and PCare (first level), data-formats 3.5.

A city has no right of its own to ask; a facility has, with its own credentials. The two services answer the same
question differently, and everything in which they differ is in `bpjs_answers.py`. Nothing is kept here.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from semesta.peers.bpjs_answers import Membership, membership_in
from semesta.peers.faults import PeerRefused, PeerUnreachable
from semesta.peers.http import Peer, ask
from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from datetime import date

__all__ = ["Credentials", "Membership", "PeerRefused", "PeerUnreachable", "membership_by_card", "membership_by_nik"]

VCLAIM, PCARE = "vclaim", "pcare"
_NAMES = {VCLAIM: "BPJS VClaim", PCARE: "BPJS PCare"}


@dataclass(frozen=True)
class Credentials:
    """What BPJS gave one facility for one service; `repr` shows none of the secrets."""

    service: str
    """`vclaim` or `pcare`."""
    base_url: str
    """Up to the service: `https://apijkn.bpjs-kesehatan.go.id/vclaim-rest`."""
    consumer_id: str
    consumer_secret: str = field(repr=False)
    user_key: str = field(repr=False)
    username: str = ""
    """PCare's own sign-in of the facility; VClaim has none."""
    password: str = field(default="", repr=False)
    application: str = "095"
    """PCare's code of the kind of program that asks."""
    seconds: float = 8.0
    """The longest that one of three tries may take."""

    def __post_init__(self) -> None:
        if self.service not in _NAMES:
            raise Fault(f"Layanan BPJS `{self.service}` tidak dikenal: vclaim atau pcare")

    @property
    def peer(self) -> Peer:
        """Whom to ask, by the name that stands in sentences."""
        return Peer(_NAMES[self.service], self.base_url, self.seconds)


def membership_by_nik(credentials: Credentials, nik: str, on: date) -> Membership | None:
    """The card of the person with that NIK as it stands on that day of service; None when BPJS knows none.

    PeerUnreachable when BPJS does not answer, PeerRefused with its words when it answers something else. PCare knows no
    day: its answer is as of now.
    """
    if credentials.service == PCARE:
        return _asked(credentials, f"/peserta/nik/{_digits(nik, 16, 'NIK')}", nik=nik)
    return _asked(credentials, f"/Peserta/nik/{_digits(nik, 16, 'NIK')}/tglSEP/{on.isoformat()}", nik=nik)


def membership_by_card(credentials: Credentials, card: str, on: date) -> Membership | None:
    """The same by the 13 digits of the person's card."""
    number = _digits(card, 13, "Nomor kartu JKN")
    if credentials.service == PCARE:
        return _asked(credentials, f"/peserta/noka/{number}", card=card)
    return _asked(credentials, f"/Peserta/nokartu/{number}/tglSEP/{on.isoformat()}", card=card)


def signature(consumer_id: str, timestamp: str, secret: str) -> str:
    """`X-signature`: base64 of HMAC-SHA256 over `consumer id & timestamp`."""
    return signed(f"{consumer_id}&{timestamp}", secret)


def signed(message: str, key: str) -> str:
    """Base64 of HMAC-SHA256; ('aaa', 'bbb') gives the vector of BPJS's manual."""
    return base64.b64encode(hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()).decode()


def _asked(credentials: Credentials, path: str, *, nik: str = "", card: str = "") -> Membership | None:
    stamped: list[str] = []

    def headers() -> dict[str, str]:
        stamped.append(str(int(time.time())))  # the last one locks the answer
        return _headers(credentials, stamped[-1])

    answer = ask(credentials.peer, "GET", path, headers)
    lock = credentials.consumer_id + credentials.consumer_secret + stamped[-1]
    return membership_in(answer, lock, credentials.service, credentials.peer.name, nik=nik, card=card)


def _headers(credentials: Credentials, timestamp: str) -> dict[str, str]:
    told = {
        "X-cons-id": credentials.consumer_id,
        "X-timestamp": timestamp,
        "X-signature": signature(credentials.consumer_id, timestamp, credentials.consumer_secret),
        "user_key": credentials.user_key,
        "Accept": "application/json",
    }
    if credentials.service == PCARE:
        who = f"{credentials.username}:{credentials.password}:{credentials.application}"
        told["X-authorization"] = "Basic " + base64.b64encode(who.encode()).decode()
    return told


def _digits(text: str, count: int, what: str) -> str:
    """`text` when it is that many digits: nothing else may become part of an address."""
    if len(text) != count or not (text.isascii() and text.isdigit()):
        raise Fault(f"{what} harus {count} angka")
    return text
