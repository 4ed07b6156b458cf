"""What comes back from people who were written to: which replies say stop, and where a gateway's post holds them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

from semesta.web.casework.messaging.addresses import phone_of

if TYPE_CHECKING:
    from collections.abc import Iterator

STOP_WORDS = frozenset({"berhenti", "stop", "tolak", "unreg", "unsubscribe"})
"""The first word of a reply that wants no more messages; the texts ask for STOP (messaging/words.py)."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Reply:
    """A reply: the number in its one form ('' when it is no Indonesian mobile number), and what was written."""

    address: str
    text: str


def says_stop(text: str) -> bool:
    """The reply's first word is one of STOP_WORDS, however it is written: 'Stop!', '*BERHENTI* ya'."""
    first = _WORD.search(text.replace("_", " "))
    return first is not None and first.group().casefold() in STOP_WORDS


def values_at(told: Any, path: str) -> Iterator[Any]:
    """What stands at a path of names and places with dots ('data.0.id'); '*': every place of a list; '': all of it."""
    if not path:
        yield told
        return
    name, _dot, rest = path.partition(".")
    if isinstance(told, list):
        places = told if name == "*" else told[int(name) :][:1] if name.isdecimal() else []
        for one in places:
            yield from values_at(one, rest)
    elif isinstance(told, dict) and name in told:
        yield from values_at(told[name], rest)


def replies_in(told: Any) -> list[Reply]:
    """The replies of a gateway's post, as SEMESTA_GATEWAY_REPLY_EACH, _FROM and _TEXT say where they stand."""
    shape = settings.GATEWAY_REPLY
    return [
        Reply(phone_of(_text_at(one, shape["from"])), _text_at(one, shape["text"]))
        for one in values_at(told, shape["each"])
    ]


def _text_at(told: Any, path: str) -> str:
    found = next(values_at(told, path), "")
    return str(found) if isinstance(found, str | int) else ""
