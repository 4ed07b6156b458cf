"""A gateway for WhatsApp or SMS over HTTP: one POST of JSON per message, shaped by settings.

Gateways differ in the names of their fields; SEMESTA_GATEWAY_BODY writes them: a JSON object in which {to}, {text}
and {key} stand for the number, the message and its key. Redirects are not followed, certificates are checked.
"""

from __future__ import annotations

import http.client
import json
import ssl
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from semesta.web.casework.messaging.replies import values_at
from semesta.web.casework.messaging.sender import NotSent, Unclear

SECONDS = 20
MOST_BYTES = 65_536
BUSY = frozenset({408, 425, 429, 502, 503, 504})
"""Statuses that say: not now. 502 and 504 come from machines in between, so nobody knows what happened behind them."""
BETWEEN = frozenset({502, 504})


class GatewaySender:
    """SEMESTA_GATEWAY_URL, _TOKEN, and if wanted _NAME, _BODY, _HEADER, _ANSWER."""

    name = "gateway"
    title = _("WhatsApp or SMS gateway")
    channel = "phone"
    by_itself = True

    def lacks(self) -> list[str]:
        """The address and the token."""
        held = {"SEMESTA_GATEWAY_URL": settings.GATEWAY["url"], "SEMESTA_GATEWAY_TOKEN": settings.GATEWAY["token"]}
        return [name for name, value in held.items() if not value]

    def place(self) -> str:
        """The gateway's own name, or its host."""
        return str(settings.GATEWAY["name"] or urlsplit(settings.GATEWAY["url"]).hostname or "")

    def send(self, address: str, text: str, key: str) -> str:
        """The gateway took it (status 2xx); its number for the message."""
        connection = _connected(settings.GATEWAY["url"])
        try:
            target = urlsplit(settings.GATEWAY["url"])
            path = (target.path or "/") + (f"?{target.query}" if target.query else "")
            connection.request("POST", path, _body(address, text, key), _headers(key))
            answer = connection.getresponse()
            told = answer.read(MOST_BYTES)
        except (OSError, http.client.HTTPException) as error:
            raise Unclear from error
        finally:
            connection.close()
        return _judged(answer.status, told)


def _connected(url: str) -> http.client.HTTPConnection:
    """An open connection: what fails here, failed before anything was sent."""
    target = urlsplit(url)
    host, port = target.hostname or "", target.port
    connection = (
        http.client.HTTPSConnection(host, port, timeout=SECONDS, context=ssl.create_default_context())
        if target.scheme == "https"
        else http.client.HTTPConnection(host, port, timeout=SECONDS)
    )
    try:
        connection.connect()
    except OSError as error:
        raise NotSent(type(error).__name__, again=True) from error
    return connection


def _body(address: str, text: str, key: str) -> bytes:
    shape = json.loads(settings.GATEWAY["body"])
    return json.dumps(_filled(shape, {"{to}": address, "{text}": text, "{key}": key}), ensure_ascii=False).encode()


def _filled(shape: Any, values: dict[str, str]) -> Any:
    """The shape with its placeholders filled; a value is never read for placeholders again."""
    if isinstance(shape, dict):
        return {name: _filled(part, values) for name, part in shape.items()}
    if isinstance(shape, list):
        return [_filled(part, values) for part in shape]
    if shape == "{number}":
        return values["{to}"].removeprefix("+")
    return values.get(shape, shape) if isinstance(shape, str) else shape


def _headers(key: str) -> dict[str, str]:
    name, _colon, value = settings.GATEWAY["header"].partition(":")
    return {
        "Content-Type": "application/json; charset=utf-8", "Accept": "application/json", "Idempotency-Key": key,
        name.strip(): value.strip().replace("{token}", settings.GATEWAY["token"]),
    }  # fmt: skip


def _judged(status: int, told: bytes) -> str:
    if 200 <= status < 300:
        return _number_in(told)
    if status in BETWEEN or status == 500:
        raise Unclear
    raise NotSent(f"HTTP {status}", again=status in BUSY)


def _number_in(told: bytes) -> str:
    """The value at SEMESTA_GATEWAY_ANSWER ('data.id') of the answer; '' where there is none."""
    try:
        found = next(values_at(json.loads(told), settings.GATEWAY["answer"]), "")
    except ValueError:
        return ""
    return str(found)[:100] if isinstance(found, str | int) else ""


SENDER = GatewaySender()
