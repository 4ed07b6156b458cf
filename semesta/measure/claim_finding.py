"""How a finding is said: one number of a claim beside its recomputation, in Indonesian and English."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from semesta.measure.claimed import Finding, Verdict
from semesta.measure.printed import Printed
from semesta.terms.rupiah import decimal_text


@dataclass(frozen=True, slots=True)
class Said:
    """A number in both languages."""

    id: str
    en: str


def english(text: str) -> str:
    """`1.234,5` is `1,234.5`."""
    return text.translate(str.maketrans(",.", ".,"))


def plain(number: Decimal, decimals: int = 0) -> Said:
    """A number with its thousands marked."""
    text = decimal_text(number, decimals)
    return Said(text, english(text))


def percent(share: Decimal, decimals: int) -> Said:
    """A share as percent with at least two decimals."""
    text = decimal_text(share * 100, max(2, decimals))
    return Said(f"{text} %", f"{english(text)} %")


def claimed_percent(claimed: Printed) -> Said:
    """A percentage with the decimals it was printed with."""
    text = decimal_text(claimed.value, claimed.decimals)
    return Said(f"{text} %", f"{english(text)} %")


def verdict_of(fits: bool) -> Verdict:
    """The word for fitting or not."""
    return "reproduces" if fits else "does_not_reproduce"


_REPEATED = {True: Said("terulang", "reproduces"), False: Said("tidak terulang", "does not reproduce")}
TITLES = {
    "coverage": Said("Cakupan", "Coverage"),
    "activity": Said("Keaktifan", "Activity"),
    "pemda_share": Said("Bagian Pemda", "Pemda share"),
    "registered": Said("Jumlah peserta", "Registered members"),
    "uncovered": Said("Belum terdaftar", "Uncovered"),
    "inactive": Said("Peserta nonaktif", "Inactive members"),
}


def ratio_finding(what: str, claimed: Printed, above: Decimal, below: Decimal, formula: str, note: Said) -> Finding:
    """A claimed percentage beside above / below; `note` is added to both sentences. Nothing divides by nought."""
    if not below:
        return unchecked(what, f"{claimed.value:f}", Said("pembagi di atas nol", "a divisor above nought"))
    share, decimals = above / below, max(2, claimed.decimals)
    fits = claimed.fits(share * 100)
    said, found, title = claimed_percent(claimed), percent(share, decimals), TITLES[what]
    gap = plain(claimed.value - share * 100, decimals)
    more_id, more_en = ("", "") if fits else (f", selisih {gap.id} poin", f", difference {gap.en} points")
    return Finding(
        what=what,
        claimed=str(claimed.value),
        recomputed=str((share * 100).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)),
        difference=gap.en.replace(",", ""),
        verdict=verdict_of(fits),
        formula=formula,
        sentence_id=f"{title.id} {said.id} {_REPEATED[fits].id}: {plain(above).id} / {plain(below).id} = "
        f"{found.id}{more_id}{note.id}",
        sentence_en=f"{title.en} {said.en} {_REPEATED[fits].en}: {plain(above).en} / {plain(below).en} = "
        f"{found.en}{more_en}{note.en}",
    )


def unchecked(what: str, claimed: str, missing: Said) -> Finding:
    title = TITLES.get(what, Said(what, what))
    return Finding(
        what, claimed, None, None, "cannot_check", "",
        f"{title.id} {claimed} tidak dapat diperiksa: {missing.id} tidak disebut",
        f"{title.en} {claimed} cannot be checked: {missing.en} not given",
    )  # fmt: skip


def count_finding(
    what: str, claimed: Printed, low: Decimal, high: Decimal, formula: str, title: Said | None = None
) -> Finding:
    """A claimed count beside the range it must lie in (low = high when it is known exactly)."""
    middle = (low + high) / 2
    fits = claimed.high >= low and claimed.low <= high
    said, found, name = plain(claimed.value), plain(middle), title or TITLES[what]
    more_id, more_en = "", ""
    if high - low >= 1:
        more_id += f" ({plain(low).id} s.d. {plain(high).id})"
        more_en += f" ({plain(low).en} to {plain(high).en})"
    if not fits:
        more_id += f", selisih {plain(claimed.value - middle).id}"
        more_en += f", difference {plain(claimed.value - middle).en}"
    return Finding(
        what=what,
        claimed=str(claimed.value.quantize(Decimal(1))),
        recomputed=str(int(whole(middle))),
        difference=str(int(whole(claimed.value - middle))),
        verdict=verdict_of(fits),
        formula=formula,
        sentence_id=f"{name.id} {said.id} {_REPEATED[fits].id}: hitungan {found.id}{more_id}",
        sentence_en=f"{name.en} {said.en} {_REPEATED[fits].en}: computed {found.en}{more_en}",
    )


def whole(number: Decimal) -> Decimal:
    return number.to_integral_value(ROUND_HALF_UP)
