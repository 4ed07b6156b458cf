"""A list with a text per contact, for whoever sends by hand or by a programme of their own. Needs nothing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _


class FileSender:
    """Contacts are put into the file; nothing leaves by itself."""

    name = "file"
    title = _("File for sending by hand")
    channel = "phone"
    by_itself = False

    def lacks(self) -> list[str]:
        """Nothing."""
        return []

    def place(self) -> str:
        """Nowhere."""
        return ""

    def send(self, address: str, text: str, key: str) -> str:
        """Never called: a file is put together, not sent."""
        raise NotImplementedError


SENDER = FileSender()
