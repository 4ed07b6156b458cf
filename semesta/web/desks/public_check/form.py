"""What a citizen types. Errors say what is wrong and never what was typed."""

from __future__ import annotations

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_BESIDE = re.compile(r"[\s.\-'`]+")
_DAY = re.compile(r"(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+(\d{4})|(\d{2})(\d{2})(\d{4})")
NIK_DIGITS = 16


class CheckForm(forms.Form):
    """NIK and birth date; `token` and `proof` come from the page."""

    nik = forms.CharField(
        label=gettext_lazy("NIK"), max_length=40, help_text=gettext_lazy("16 digits, on your KTP or family card"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    born = forms.CharField(
        label=gettext_lazy("Birth date"), max_length=20,
        help_text=gettext_lazy("Day, month, year, for example 17-08-1990"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    token = forms.CharField(max_length=300, widget=forms.HiddenInput)
    proof = forms.CharField(max_length=120, required=False, widget=forms.HiddenInput)

    use_required_attribute = False

    def clean_nik(self) -> str:
        """Sixteen digits, however they were set apart."""
        number = _BESIDE.sub("", self.cleaned_data["nik"])
        if len(number) != NIK_DIGITS or not (number.isascii() and number.isdigit()):
            raise ValidationError(_("A NIK has 16 digits. Look at your KTP or family card once more."))
        return number

    def clean_born(self) -> date:
        """A day that has been."""
        found = _DAY.fullmatch(self.cleaned_data["born"].strip())
        parts = [int(part) for part in found.groups() if part] if found else []
        try:
            day = date(parts[2], parts[1], parts[0])
        except (ValueError, IndexError):
            day = None
        if day is None or not date(1900, 1, 1) <= day <= timezone.localdate():
            raise ValidationError(_("Write the day, month and year of birth, for example 17-08-1990."))
        return day
