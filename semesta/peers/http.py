"""One request to the other side: bounded in time and size, tried again with growing random waits, stopped by a breaker.

A peer that hangs costs a clerk `Peer.seconds` per try; one that failed several times in a row costs nothing until the
breaker lets one request through again. Addresses may hold identity numbers, so neither they nor urllib3's own
messages reach a log or an exception.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pybreaker
import urllib3
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from semesta.peers.faults import PeerUnreachable
from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

logging.getLogger("urllib3").setLevel(logging.ERROR)  # at lower levels it writes addresses, which hold identity numbers

LARGEST_ANSWER = 8 << 20
"""Bytes of an answer; a longer one is cut off as broken."""
OPENS_AFTER, OPEN_SECONDS = 5, 30
"""Failed requests in a row that open the breaker, and how long it stays open before one request may try."""
_AT_HOME = ("127.0.0.1", "localhost", "::1")
_DOWN = frozenset({408, 429, 500, 502, 503, 504})


@dataclass(frozen=True)
class Peer:
    """Somebody to ask: `name` stands in sentences, `base_url` is without a slash at its end."""

    name: str
    base_url: str
    seconds: float = 8.0
    """The longest that one try may take, from the first byte sent to the last one read."""
    tries: int = 3


@dataclass(frozen=True)
class Answer:
    """What came back, whole: any status but those that mean `not now`."""

    status: int
    headers: Mapping[str, str]
    content: bytes


def ask(
    peer: Peer,
    method: str,
    path: str,
    headers: Callable[[], Mapping[str, str]],
    body: bytes | None = None,
    *,
    again: bool = True,
) -> Answer:
    """The peer's answer; PeerUnreachable when there was none in time.

    `headers` is asked anew for each try: signatures carry the time. `again` False for what must not be done twice.
    """
    try:
        return breaker_of(peer).call(_tried, peer, method, path, headers, body, peer.tries if again else 1)
    except pybreaker.CircuitBreakerError:
        sentence = f"{peer.name} berkali-kali tidak menjawab; dicoba lagi dalam {OPEN_SECONDS} detik"
        raise PeerUnreachable(sentence) from None


def _tried(
    peer: Peer, method: str, path: str, headers: Callable[[], Mapping[str, str]], body: bytes | None, tries: int
) -> Answer:
    retrying = Retrying(
        stop=stop_after_attempt(tries),
        wait=wait_random_exponential(multiplier=0.25, max=3),
        retry=retry_if_exception_type(PeerUnreachable),
        reraise=True,
    )
    answer: Answer = retrying(_once, peer, method, path, headers, body)
    return answer


def _once(peer: Peer, method: str, path: str, headers: Callable[[], Mapping[str, str]], body: bytes | None) -> Answer:
    ends = time.monotonic() + peer.seconds
    try:
        answer = _pool().request(
            method, _address(peer, path), body=body, headers=dict(headers()), preload_content=False, redirect=False,
            retries=False, timeout=urllib3.Timeout(connect=min(3.0, peer.seconds), read=peer.seconds),
        )  # fmt: skip
        try:
            content = _read(answer, ends)
        finally:
            answer.close()
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        # `from None`: the messages of urllib3 hold the address, which may hold an identity number.
        raise PeerUnreachable(f"{peer.name} tidak menjawab ({_why(error)})") from None
    if answer.status in _DOWN:
        raise PeerUnreachable(f"{peer.name} sedang tidak melayani (HTTP {answer.status})")
    return Answer(answer.status, answer.headers, content)


def _read(answer: urllib3.BaseHTTPResponse, ends: float) -> bytes:
    """All bytes; a drip that would keep every single read within its timeout ends with the try's own time."""
    parts: list[bytes] = []
    size = 0
    while part := answer.read1(1 << 16, decode_content=True):
        parts.append(part)
        size += len(part)
        if size > LARGEST_ANSWER:
            raise ValueError("too long")
        if time.monotonic() > ends:
            raise TimeoutError
    return b"".join(parts)


def _why(error: Exception) -> str:
    if isinstance(error, urllib3.exceptions.NewConnectionError):  # which calls itself a timeout, too
        return "sambungan gagal"
    if isinstance(error, (urllib3.exceptions.TimeoutError, TimeoutError)):
        return "waktu habis"
    if isinstance(error, urllib3.exceptions.SSLError):
        return "sertifikatnya tidak dapat diperiksa"
    if isinstance(error, (urllib3.exceptions.ProtocolError, urllib3.exceptions.DecodeError)):
        return "jawabannya terputus"
    return "jawabannya terlalu besar" if isinstance(error, ValueError) else "sambungan gagal"


def _address(peer: Peer, path: str) -> str:
    where = urlsplit(peer.base_url)
    if where.scheme != "https" and where.hostname not in _AT_HOME:
        raise Fault(f"Alamat {peer.name} harus https")
    return peer.base_url.rstrip("/") + path


def breaker_of(peer: Peer) -> pybreaker.CircuitBreaker:
    """The one breaker of a peer in this process."""
    return _breaker(peer.name, peer.base_url)


@cache
def _pool() -> urllib3.PoolManager:
    return urllib3.PoolManager(num_pools=20, maxsize=4)


@cache
def _breaker(name: str, base_url: str) -> pybreaker.CircuitBreaker:
    """A Fault of another kind (a wrong setting) says nothing about the peer."""
    return pybreaker.CircuitBreaker(
        fail_max=OPENS_AFTER, reset_timeout=OPEN_SECONDS, name=f"{name} {base_url}",
        exclude=[lambda error: not isinstance(error, PeerUnreachable)], throw_new_error_on_trip=False,
    )  # fmt: skip
