"""A verdict in sentences, Indonesian and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from semesta.measure.verdict import Condition, Status, Verdict

NAMES = {
    "predicate": ("Predikat UHC", "UHC predicate"),
    "non_cut_off": ("UHC Non Cut Off", "UHC Non Cut Off"),
    "prioritas": ("UHC Prioritas", "UHC Prioritas"),
    "award_utama": ("UHC Award Utama", "UHC Award Utama"),
    "award_madya_low": ("UHC Award Madya (keaktifan tinggi)", "UHC Award Madya (high activity)"),
    "award_madya_high": ("UHC Award Madya (porsi Pemda tinggi)", "UHC Award Madya (high Pemda share)"),
    "award_pratama": ("UHC Award Pratama", "UHC Award Pratama"),
    "coverage": ("cakupan", "coverage"),
    "activity": ("keaktifan", "activity"),
    "pemda_share": ("porsi Pemda", "Pemda share"),
    "pemda_arrears": ("tunggakan Pemda nol", "no Pemda arrears"),
    "application": ("permohonan disetujui BPJS", "application approved by BPJS"),
    "budget": ("anggaran cukup", "sufficient budget"),
    "paid_to": ("iuran Pemda lunas sampai bulan yang disyaratkan", "Pemda contributions paid to the required month"),
    "active_of_population": ("aktif ÷ penduduk", "active ÷ population"),
    "active_of_registered": ("aktif ÷ terdaftar", "active ÷ registered"),
    "met": ("terpenuhi", "met"),
    "unmet": ("belum terpenuhi", "not met"),
    "unknown": ("belum diketahui", "not known"),
    "split": ("tergantung rumus keaktifan", "depends on the activity formula"),
}
SIGNS = {True: "✓", False: "✗", None: "?"}


def verdict_text(verdict: Verdict, language: str) -> list[str]:
    """Figures, then each status with its conditions and gaps; one answer only where both formulas agree (req 6)."""
    english = language == "en"
    lines = [_figures(verdict, english)]
    for status in verdict.statuses:
        lines.append(_headline(status, english))
        lines += [
            f"  {SIGNS[item.met]} {_condition(item, english)}"
            for item in verdict.conditions
            if item.verdict == status.verdict
        ]
    return lines


def whole(number: int, english: bool) -> str:
    """1703139 → '1.703.139' or '1,703,139'."""
    text = f"{number:,}"
    return text if english else text.replace(",", ".")


def percent(value: float | None, english: bool) -> str:
    """0.9992 → '99,92 %' or '99.92 %'; None → '–'."""
    if value is None:
        return "–"
    text = f"{value * 100:.2f} %"
    return text if english else text.replace(".", ",")


def _name(key: str, english: bool) -> str:
    return NAMES[key][english]


def _figures(verdict: Verdict, english: bool) -> str:
    shares = verdict.shares
    coverage = f"{whole(verdict.registered, english)} ÷ {whole(verdict.population, english)}"
    line = (
        f"{verdict.area}, {'rules of' if english else 'aturan'} {verdict.on.isoformat()}: {_name('coverage', english)}"
        f" {percent(shares['coverage'], english)} ({coverage})"
    )
    for formula in ("active_of_population", "active_of_registered"):
        if shares[formula] is not None:
            line += f"; {_name('activity', english)} {percent(shares[formula], english)} ({_name(formula, english)})"
    if shares["pemda_share"] is not None:
        line += f"; {_name('pemda_share', english)} {percent(shares['pemda_share'], english)}"
    return line + "."


def _headline(status: Status, english: bool) -> str:
    line = f"{_name(status.verdict, english)}: {_name(status.state, english)}"
    if status.state == "split":
        answers = [f"{_name(key, english)} → {_name(state, english)}" for key, state in status.by_formula.items()]
        of_day = "rule of the day" if english else "aturan hari itu"
        line += f" ({'; '.join(answers)}; {of_day}: {_name(status.by_rule, english)})"
    return line + "."


def _condition(item: Condition, english: bool) -> str:
    line = _name(item.condition, english)
    if item.formula:
        line += f" ({_name(item.formula, english)})"
    if item.gap_people is None and item.margin_people is None:
        return line + _told(item, english)
    line += f" {percent(item.actual, english)}, {'needs' if english else 'perlu'} {percent(item.required, english)}"
    if item.met is False and item.gap_people is not None:
        people, rupiah = whole(item.gap_people, english), whole(item.gap_rupiah or 0, english)
        return (
            f"{line}: {people} people short (Rp {rupiah} a month)"
            if english
            else (f"{line}: kurang {people} orang (Rp {rupiah} per bulan)")
        )
    margin = whole(item.margin_people or 0, english)
    return line + (f": {margin} people to spare" if english else f": cadangan {margin} orang")


def _told(item: Condition, english: bool) -> str:
    if item.condition == "pemda_arrears" and item.actual:
        return f": Rp {whole(int(item.actual), english)}"
    return "" if item.met is not None else (": not known" if english else ": belum diketahui")
