"""A list with a text per contact, for whoever sends by hand or by a programme of their own. Needs nothing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from semesta.terms.fault import Fault


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
        """A Fault: this way puts a file together and sends nothing by itself."""
        raise Fault("Cara ini hanya menyusun berkas; pesannya dikirim oleh orang", key)


SENDER = FileSender()
