"""A password that is easy to guess here: the city's and the trade's words with a number behind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from semesta.web.core.models import User

LOCAL_WORDS = (
    "semesta", "palembang", "sumsel", "sumatera", "selatan", "musi", "ampera", "sriwijaya", "pempek", "indonesia",
    "bpjs", "jkn", "kis", "kesehatan", "puskesmas", "dinkes", "dinsos", "dukcapil", "bappeda", "pemkot", "kota",
    "password", "rahasia", "sandi", "admin", "petugas", "operator", "merdeka", "bismillah", "sayang",
)  # fmt: skip


class LocalWords:
    """A password that is nothing but local words, digits and signs is refused."""

    def validate(self, password: str, user: User | None = None) -> None:
        """ValidationError for such a password."""
        rest = password.casefold()
        for word in sorted(LOCAL_WORDS, key=len, reverse=True):
            rest = rest.replace(word, "")
        if not re.search(r"[^\W\d_]{3}", rest) and rest != password.casefold():
            raise ValidationError(_("This password is made of words that everybody here would guess."))

    def get_help_text(self) -> str:
        """Shown beside the field."""
        return _("Not only words of the trade or the city with numbers behind.")
