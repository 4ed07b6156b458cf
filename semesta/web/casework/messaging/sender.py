"""What a way to send is, and how it tells that something did not go out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class NotSent(Exception):
    """The message did not go out, for certain. `again`: a later attempt may succeed; `code`: what was answered."""

    def __init__(self, code: str, *, again: bool) -> None:
        self.code, self.again = code[:100], again
        super().__init__(code)


class Unclear(Exception):
    """Nobody can tell whether the message went out: sending it again could send it twice."""


class Sender(Protocol):
    """One way to send. Settings alone say whether it is set up."""

    name: str
    title: _StrPromise
    channel: str
    """'phone' or 'email': to which addresses."""
    by_itself: bool
    """It sends message by message; False: the contacts leave as a file, and people send them."""

    def lacks(self) -> list[str]:
        """Names of settings that are still to be given; empty: it is set up."""

    def place(self) -> str:
        """To which machine it speaks, without a secret; ''."""

    def send(self, address: str, text: str, key: str) -> str:
        """The message went out; the other side's number for it, or ''. NotSent or Unclear otherwise.

        `key` names the message: a side that knows it already answers as if it had sent it now.
        """
