"""Fields of this desk's forms: figures as offices write them, months as `yyyy-mm`."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from semesta.terms.fault import Fault
from semesta.terms.month import Month
from semesta.terms.rupiah import parse_rupiah
from semesta.web.core.reading import numbers

MOST = 10**15
"""A thousand trillion: above every budget of the country."""


class WholeField(forms.Field):
    """A whole number of people or rupiah: `1.703.139`, `Rp 35.000`, `35000`; None when empty."""

    def __init__(self, *, signed: bool = False, most: int = MOST, **more: Any) -> None:
        attributes = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=attributes), required=more.pop("required", False), **more)
        self.signed, self.most = signed, most

    def to_python(self, value: Any) -> int | None:
        """The number. ValidationError for what is none, is negative where that means nothing, or is too large."""
        text = str(value or "").replace("\u2212", "-").strip()
        if not text:
            return None
        try:
            found = parse_rupiah(text)
        except Fault:
            raise forms.ValidationError(_("Write a whole number, like 1.703.139.")) from None
        if (found < 0 and not self.signed) or abs(found) > self.most:
            raise forms.ValidationError(_("This number is out of range."))
        return found

    def prepare_value(self, value: Any) -> Any:
        """With its thousands marked."""
        return numbers().whole(value) if isinstance(value, int) else value


class MonthField(forms.Field):
    """A month; its first day, or None when empty."""

    def __init__(self, **more: Any) -> None:
        widget = forms.TextInput(attrs={"type": "month", "placeholder": "2026-07"})
        super().__init__(widget=widget, required=more.pop("required", False), **more)

    def to_python(self, value: Any) -> date | None:
        """The first day of `2026-07`, `Juli 2026`, `07/2026`."""
        if not value:
            return None
        try:
            return value if isinstance(value, date) else Month.parse(str(value)).first_day
        except Fault:
            raise forms.ValidationError(_("Write a month, like 2026-07.")) from None

    def prepare_value(self, value: Any) -> Any:
        """As a browser wants it."""
        return f"{value:%Y-%m}" if isinstance(value, date) else value


class PercentField(forms.Field):
    """Per cent as people write it (`85`, `85,5 %`); a share of 1, or None when empty."""

    def __init__(self, *, least: float = 0.0, most: float = 100.0, **more: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(widget=widget, required=more.pop("required", False), **more)
        self.least, self.most = least, most

    def to_python(self, value: Any) -> float | None:
        """The share. ValidationError outside the range."""
        text = str(value or "").replace("%", "").replace(",", ".").strip()
        if not text:
            return None
        try:
            found = float(text)
        except ValueError:
            raise forms.ValidationError(_("Write per cent, like 85,5.")) from None
        if not self.least <= found <= self.most:
            raise forms.ValidationError(
                _("Between %(least)s and %(most)s per cent.") % {"least": f"{self.least:g}", "most": f"{self.most:g}"}
            )
        return round(found / 100, 8)

    def prepare_value(self, value: Any) -> Any:
        """Per cent with a decimal comma or point."""
        if isinstance(value, float):
            return numbers().decimal(value * 100, 2).rstrip("0").rstrip(",.")
        return value


def day_widget() -> forms.DateInput:
    """A day as a browser picks it."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
