"""Figures as people read them: Indonesian (1.703.139; 99,92 %; Rp 4,27 miliar) or English (1,703,139; 99.92%)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = ("id", "en")
NBSP = "\u00a0"
MINUS = "\u2212"
MONTHS: dict[str, tuple[str, ...]] = {
    "id": (
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
LARGE_RUPIAH = ((10**12, "triliun", "trillion"), (10**9, "miliar", "billion"), (10**6, "juta", "million"))


@dataclass(frozen=True)
class Numbers:
    """How one language writes figures."""

    language: Language

    def whole(self, value: int | None) -> str:
        """1703139 → '1.703.139' (id) or '1,703,139' (en); None → '–'."""
        if value is None:
            return "–"
        text = f"{abs(value):,}"
        if self.language == "id":
            text = text.replace(",", ".")
        return f"{MINUS}{text}" if value < 0 else text

    def signed(self, value: int | None) -> str:
        """Like `whole`, with a plus sign on gains."""
        text = self.whole(value)
        return f"+{text}" if value is not None and value > 0 else text

    def decimal(self, value: Decimal | float | None, places: int = 2) -> str:
        """Half-up rounded decimal with the language's separator; None → '–'."""
        if value is None:
            return "–"
        exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
        text = f"{exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP):,f}"
        if self.language == "id":
            text = text.translate(str.maketrans(",.", ".,"))
        return text.replace("-", MINUS)

    def percent(self, share: Decimal | float | None, places: int = 2) -> str:
        """A share of 1 as per cent: 0.99920 → '99,92 %' (id) or '99.92%' (en)."""
        if share is None:
            return "–"
        exact = share if isinstance(share, Decimal) else Decimal(repr(float(share)))
        gap = NBSP if self.language == "id" else ""
        return f"{self.decimal(exact * 100, places)}{gap}%"

    def percent_beside(self, share: float, required: float) -> str:
        """Per cent with as many places (2 to 5) as it takes to be seen below `required`; nearer: '< 80,00 %'."""
        for places in range(2, 6):
            if share >= required or round(share * 100, places) < round(required * 100, places):
                return self.percent(share, places)
        return f"<{NBSP}{self.percent(required)}"

    def rupiah(self, value: int | None) -> str:
        """Whole rupiah: 'Rp 4.271.400.000'."""
        return "–" if value is None else f"Rp{NBSP}{self.whole(value)}"

    def rupiah_short(self, value: int | None) -> str:
        """'Rp 4,27 miliar' (id), 'Rp 4.27 billion' (en); below a million in full."""
        if value is None:
            return "–"
        for size, name_id, name_en in LARGE_RUPIAH:
            if abs(value) >= size:
                name = name_id if self.language == "id" else name_en
                return f"Rp{NBSP}{self.decimal(Decimal(value) / size)}{NBSP}{name}"
        return self.rupiah(value)

    def day(self, value: date | None) -> str:
        """'1 Mei 2025', '1 May 2025'; None → '–'."""
        return "–" if value is None else f"{value.day}{NBSP}{MONTHS[self.language][value.month - 1]} {value.year}"

    def month(self, value: date | None) -> str:
        """'Mei 2025', 'May 2025'; None → '–'."""
        return "–" if value is None else f"{MONTHS[self.language][value.month - 1]} {value.year}"

    def seconds(self, value: float | None) -> str:
        """'12,3 detik', '12.3 s'; None → '–'."""
        if value is None:
            return "–"
        return f"{self.decimal(value, 1)}{NBSP}{'detik' if self.language == 'id' else 's'}"
