"""Signed messages between registries of social programmes: DCI (SPDCI) registry API 1.0.0, and a client to send them.

A message is `signature`, `header`, `message`; the signature is over {header, message}. The standard shows the form of
HTTP signatures (`kidId="sender|key|ed25519", created, expires, headers="(created) (expires) digest"`, digest BLAKE2b of
512 bits); systems in use send a JWS as well (RFC 7515, the content inside it or detached). Both are read; an answer
has the form that was asked in. Nothing in the standard fixes how JSON is written before it is signed, so the usual
ways are tried: compact in the order of the message (which we write), compact by name, as Python writes it, header and
message one behind the other.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import jwt
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.utils import base64url_encode

from semesta.peers.faults import PeerRefused, PeerUnreachable, spoken
from semesta.peers.http import Peer, ask

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PLAIN, JWS = "plain", "jws"
ALGORITHMS = ("EdDSA", "ES256", "RS256", "PS256")
CLOCKS_DIFFER, HOLDS = 300, 600
"""Seconds by which clocks may differ, and for which a signature of ours holds."""
_FIELD = re.compile(r'(\w+)\s*=\s*"([^"]*)"')


class NotSigned(Exception):
    """The message carries no signature, or one that does not hold; says nothing of the message's content."""


@dataclass(frozen=True)
class OwnKey:
    """The key that a registry signs with; `kid` is the thumbprint of RFC 7638."""

    private: Ed25519PrivateKey

    @property
    def kid(self) -> str:
        return jwk_thumbprint(self.public_jwk())

    def public_jwk(self) -> dict[str, str]:
        """The public half as a JWK, without its `kid`."""
        raw = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return {"kty": "OKP", "crv": "Ed25519", "x": base64url_encode(raw).decode()}

    def key_set(self) -> dict[str, Any]:
        """What is published under /.well-known/jwks.json."""
        return {"keys": [{**self.public_jwk(), "kid": self.kid, "use": "sig", "alg": "EdDSA"}]}


def own_key(seed: bytes) -> OwnKey:
    """The key of 32 bytes."""
    return OwnKey(Ed25519PrivateKey.from_private_bytes(seed))


def jwk_thumbprint(jwk: Mapping[str, Any]) -> str:
    """RFC 7638: base64url of SHA-256 over the required members by name."""
    needed = {"OKP": ("crv", "kty", "x"), "EC": ("crv", "kty", "x", "y"), "RSA": ("e", "kty", "n")}[str(jwk["kty"])]
    told = json.dumps({name: jwk[name] for name in needed}, separators=(",", ":"), sort_keys=True)
    return base64url_encode(hashlib.sha256(told.encode()).digest()).decode()


def signed(header: Mapping[str, Any], message: Mapping[str, Any], key: OwnKey, now: int, form: str = PLAIN) -> str:
    """The signature over {header, message}, in that form."""
    content = next(_written(header, message))
    if form == JWS:
        return jwt.api_jws.encode(content, key.private, algorithm="EdDSA", headers={"kid": key.kid})
    lines = _signing_string(now, now + HOLDS, content)
    value = base64.b64encode(key.private.sign(lines)).decode()
    return (
        f'Signature: namespace="dci", kidId="{header.get("sender_id", "")}|{key.kid}|ed25519", algorithm="ed25519", '
        f'created="{now}", expires="{now + HOLDS}", headers="(created) (expires) digest", signature="{value}"'
    )


def check_signature(
    signature: Any, header: Mapping[str, Any], message: Mapping[str, Any], keys: Mapping[str, Any], now: int
) -> str:
    """The form of a signature that one of the keys (a JWKS) made over {header, message}; NotSigned otherwise."""
    if not isinstance(signature, str) or not signature.strip():
        raise NotSigned("missing")
    text = signature.strip()
    if text.count(".") == 2 and " " not in text:
        _check_jws(text, header, message, keys, now)
        return JWS
    _check_plain(text, header, message, keys, now)
    return PLAIN


def deliver(url: str, envelope: Mapping[str, Any], name: str, seconds: float = 15.0) -> str:
    """The system at `url` took the message; its acknowledgement in a word. PeerRefused when it took it not."""
    body = json.dumps(envelope, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    answer = ask(Peer(name, url, seconds), "POST", "", headers.copy, body)
    try:
        told = json.loads(answer.content or b"{}")
    except ValueError:
        raise PeerUnreachable(f"Jawaban {name} rusak di jalan") from None
    acknowledged = told.get("message", told) if isinstance(told, dict) else {}
    word = acknowledged.get("ack_status") if isinstance(acknowledged, dict) else None
    if answer.status >= 400 or word in {"NACK", "ERR"}:
        error = acknowledged.get("error") if isinstance(acknowledged, dict) else None
        words = error.get("message") or error.get("code") if isinstance(error, dict) else ""
        raise PeerRefused(f"{name} menolak: {spoken(words)} (HTTP {answer.status})")
    return str(word or "ACK")


def _written(header: Mapping[str, Any], message: Mapping[str, Any]) -> Iterator[bytes]:
    """{header, message} as senders write it before they sign; the first way is ours."""
    both = {"header": header, "message": message}
    yield _compact(both)
    yield json.dumps(both, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    yield json.dumps(both).encode()
    yield _compact(header) + _compact(message)


def _compact(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _signing_string(created: int, expires: int, content: bytes) -> bytes:
    digest = base64.b64encode(hashlib.blake2b(content, digest_size=64).digest()).decode()
    return f"(created): {created}\n(expires): {expires}\ndigest: BLAKE-512={digest}".encode()


def _check_plain(
    text: str, header: Mapping[str, Any], message: Mapping[str, Any], keys: Mapping[str, Any], now: int
) -> None:
    said = {name.lower(): value for name, value in _FIELD.findall(text)}
    sender, _, rest = said.get("kidid", said.get("keyid", "")).partition("|")
    kid = rest.partition("|")[0]
    try:
        created, expires = int(said["created"]), int(said["expires"])
        value = base64.b64decode(said["signature"], validate=True)
    except (KeyError, ValueError):
        raise NotSigned("form") from None
    if sender != header.get("sender_id") or said.get("headers") != "(created) (expires) digest":
        raise NotSigned("form")
    if created > now + CLOCKS_DIFFER or expires < now - CLOCKS_DIFFER:
        raise NotSigned("time")
    public = _key(keys, kid).key
    if not isinstance(public, Ed25519PublicKey):
        raise NotSigned("key")
    if not any(_holds(public, value, _signing_string(created, expires, each)) for each in _written(header, message)):
        raise NotSigned("signature")


def _holds(public: Ed25519PublicKey, value: bytes, content: bytes) -> bool:
    try:
        public.verify(value, content)
    except InvalidSignature:
        return False
    return True


def _check_jws(
    text: str, header: Mapping[str, Any], message: Mapping[str, Any], keys: Mapping[str, Any], now: int
) -> None:
    try:
        head = jwt.get_unverified_header(text)
        key = _key(keys, str(head.get("kid", "")))
        if head.get("alg") not in ALGORITHMS or (key.algorithm_name not in (None, head["alg"])):
            raise NotSigned("algorithm")
        if text.split(".")[1] == "":
            if not any(_jws_holds(text, key, each) for each in _written(header, message)):
                raise NotSigned("signature")
            return
        held = json.loads(jwt.api_jws.decode(text, key, algorithms=[head["alg"]]))
    except (jwt.PyJWTError, ValueError):
        raise NotSigned("signature") from None
    if not isinstance(held, dict) or held.get("header") != header or held.get("message") != message:
        raise NotSigned("another content")
    if float(held.get("exp") or now) < now - CLOCKS_DIFFER:
        raise NotSigned("time")


def _jws_holds(text: str, key: jwt.PyJWK, content: bytes) -> bool:
    first, _, last = text.split(".")
    try:
        jwt.api_jws.decode(f"{first}.{base64url_encode(content).decode()}.{last}", key, algorithms=list(ALGORITHMS))
    except jwt.PyJWTError:
        return False
    return True


def _key(keys: Mapping[str, Any], kid: str) -> jwt.PyJWK:
    """The key of that number; the only one when the sender names none."""
    held = [each for each in keys.get("keys") or [] if isinstance(each, dict)]
    chosen = [each for each in held if each.get("kid") == kid] if kid else held
    if len(chosen) != 1:
        raise NotSigned("key")
    try:
        return jwt.PyJWK(chosen[0])
    except jwt.PyJWTError:
        raise NotSigned("key") from None


def known_keys(text: str) -> dict[str, Any]:
    """A JWKS that was pasted, public parts only; ValueError when it is none, or holds a private key."""
    told = json.loads(text)
    held = told.get("keys") if isinstance(told, dict) else None
    if not isinstance(held, list) or not held or not all(isinstance(each, dict) for each in held):
        raise ValueError("no JWKS")
    for each in held:
        if {"d", "k", "p", "q"} & each.keys():
            raise ValueError("a private key")
        try:
            jwt.PyJWK(each)
        except jwt.PyJWTError:
            raise ValueError("an unknown key") from None
        if not each.get("kid"):
            each["kid"] = jwk_thumbprint(each)
    return {"keys": held}
