"""The mandatory checklist of a JKN budget (reqs 39, 40; R4.1-R4.5): what is due, what is budgeted, the verdict."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Literal

from semesta.plan.cost import each_month, year_cost
from semesta.terms.rupiah import integer_text, percent_text, rupiah_text

if TYPE_CHECKING:
    from datetime import date

    from semesta.plan.sheet import Sheet
    from semesta.rules.load import Rules

Verdict = Literal["met", "short", "unknown", "not_applicable"]
TITLES = {
    "province_pbi_contribution": ("Kontribusi iuran PBI JK (provinsi)", "Province's contribution to PBI JK"),
    "village_staff": ("Iuran kepala desa dan perangkat desa", "Contribution for village heads and staff"),
    "employer_4_percent": ("Iuran wajib Pemda 4 % untuk PPU", "The city's 4 % as an employer"),
    "pbpu_pemda": ("Belanja iuran PBPU dan BP Pemda", "Contribution for PBPU Pemda"),
    "help_mandiri_class3": (
        "Belanja bantuan iuran (PBPU Pemda dan mandiri kelas III aktif)",
        "Help for PBPU Pemda and active mandiri class III",
    ),
    "pajak_rokok": ("Pajak rokok untuk JKN", "Cigarette tax for JKN"),
    "pajak_rokok_agreement": ("Berita acara kesepakatan pajak rokok", "Signed agreement on the cigarette tax"),
    "no_double_scheme": ("Tidak ada skema ganda (Jamkesda di samping JKN)", "No second scheme beside JKN"),
    "health_share": ("Belanja kesehatan paling sedikit dari APBD", "Least health share of the budget"),
}


@dataclass(frozen=True, slots=True)
class Duty:
    """One obligation: `due` and `budgeted` rupiah (None: not told), `gap` what lacks, formula with its figures."""

    code: str
    title_id: str
    title_en: str
    law: str
    certainty: str
    formula: str
    due: int | None
    budgeted: int | None
    gap: int | None
    evidence: str
    verdict: Verdict
    note_id: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """All obligations of one year's budget; `cut` is what the province keeps of the cigarette tax (None: unknown)."""

    area: str
    year: int
    duties: tuple[Duty, ...]
    cut: int | None

    @property
    def verdict(self) -> Verdict:
        """short if anything is; else unknown if anything is; else met."""
        found = {one.verdict for one in self.duties}
        return "short" if "short" in found else "unknown" if "unknown" in found else "met"

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {**asdict(self), "verdict": self.verdict}

    def text(self) -> str:
        """One line per obligation, Indonesian then English."""
        words = {"met": ("terpenuhi", "met"), "short": ("kurang", "short"), "unknown": ("belum diketahui", "unknown"),
                 "not_applicable": ("tidak berlaku", "does not apply")}  # fmt: skip
        lines = []
        for language in (0, 1):
            for one in self.duties:
                money = "" if one.due is None else f": {one.formula} = {rupiah_text(one.due)}"
                lines.append(f"{words[one.verdict][language]:16} {(one.title_id, one.title_en)[language]}{money}")
                if one.gap:
                    lines.append(f"{'':17}{('kurang', 'lacks')[language]} {rupiah_text(one.gap)}")
                if note := (one.note_id, one.note_en)[language]:
                    lines.append(f"{'':17}{note}")
            lines.append(f"→ {words[self.verdict][language]}")
        return "\n".join(lines)


def checklist(sheet: Sheet, rules: Rules) -> Checklist:
    """Every obligation that the rules of the year know, in their order; then pajak rokok, one scheme, the 10 % rule."""
    listed = str(rules.value("pemda_obligation_list", max(sheet.set_on, _first(sheet)))).split("|")
    makers = {
        "province_pbi_contribution": _province, "village_staff": _village, "employer_4_percent": _employer,
        "pbpu_pemda": _pbpu_pemda, "help_mandiri_class3": _help,
    }  # fmt: skip
    duties = [makers[code](sheet, rules) for code in listed]
    tax, cut = _cigarette_tax(sheet, rules)
    return Checklist(sheet.area, sheet.year, (*duties, *tax, *_one_scheme(sheet, rules), *_health(sheet, rules)), cut)


def _first(sheet: Sheet) -> date:
    from datetime import date

    return date(sheet.year, 1, 1)


def _duty(sheet: Sheet, rules: Rules, code: str, rule: str, formula: str, due: int | None, **more: Any) -> Duty:
    dated = rules.dated(rule, _first(sheet))
    budgeted = more.pop("budgeted", sheet.budgeted.get(code))
    gap = None if due is None or budgeted is None else max(due - budgeted, 0)
    verdict: Verdict = more.pop("verdict", "unknown" if gap is None else "short" if gap else "met")
    return Duty(
        code, *TITLES[code], rules.law_of(rule, _first(sheet)), dated.certainty, formula, due, budgeted, gap,
        sheet.evidence.get(code, ""), verdict, **more,
    )  # fmt: skip


def _pbpu_pemda(sheet: Sheet, rules: Rules) -> Duty:
    rule = "pbpu_pemda_contribution_rupiah"
    heads = sheet.people.get("pbpu_pemda")
    if heads is None:
        return _duty(sheet, rules, "pbpu_pemda", rule, "Σ iuran × orang-bulan", None)
    months = sum(each_month(heads))
    due = year_cost(rules, sheet.year, heads, 0).contribution
    rate = rules.whole(rule, _first(sheet))
    return _duty(sheet, rules, "pbpu_pemda", rule, f"{integer_text(rate)} × {integer_text(months)} orang-bulan", due)


def _help(sheet: Sheet, rules: Rules) -> Duty:
    rule, code = "pbpu_help_pemda_rupiah", "help_mandiri_class3"
    pemda, mandiri = sheet.people.get("pbpu_pemda"), sheet.people.get("mandiri_class3_active")
    if pemda is None or mandiri is None:
        return _duty(sheet, rules, code, rule, "Σ bantuan × (PBPU Pemda + mandiri kelas III aktif)", None)
    due = year_cost(rules, sheet.year, pemda, mandiri).help
    rate = integer_text(rules.whole(rule, _first(sheet)))
    months = [integer_text(sum(each_month(heads))) for heads in (pemda, mandiri)]
    return _duty(sheet, rules, code, rule, f"{rate} × ({months[0]} + {months[1]}) orang-bulan", due)


def _employer(sheet: Sheet, rules: Rules) -> Duty:
    return _wage_duty(sheet, rules, "employer_4_percent", "pemda")


def _village(sheet: Sheet, rules: Rules) -> Duty:
    if sheet.kind != "kabupaten":
        return _duty(
            sheet, rules, "village_staff", "pemda_employer_share", "", None, verdict="not_applicable",
            note_id="hanya kabupaten mempunyai desa", note_en="only a kabupaten has villages of its own",
        )  # fmt: skip
    return _wage_duty(sheet, rules, "village_staff", "village")


def _wage_duty(sheet: Sheet, rules: Rules, code: str, wages: str) -> Duty:
    rule = "pemda_employer_share"
    share = Decimal(str(rules.share(rule, _first(sheet))))
    paid = sheet.wage_rupiah.get(wages)
    formula = f"{percent_text(share)} × gaji setahun"
    if paid is None:
        return _duty(sheet, rules, code, rule, formula, None)
    return _duty(sheet, rules, code, rule, f"{percent_text(share)} × {rupiah_text(paid)}", share_of_rupiah(paid, share))


def _province(sheet: Sheet, rules: Rules) -> Duty:
    code = "province_pbi_contribution"
    rule = f"pbi_province_{sheet.fiscal_capacity or 'medium'}_rupiah"
    if sheet.kind != "provinsi":
        return _duty(
            sheet, rules, code, rule, "", None, verdict="not_applicable", note_id="kewajiban provinsi",
            note_en="the province's duty",
        )  # fmt: skip
    heads = sheet.people.get("pbi")
    if heads is None or sheet.fiscal_capacity is None:
        return _duty(sheet, rules, code, rule, "Σ kontribusi × PBI JK", None)
    rate, months = rules.whole(rule, _first(sheet)), sum(each_month(heads))
    return _duty(sheet, rules, code, rule, f"{integer_text(rate)} × {integer_text(months)} orang-bulan", rate * months)


def _cigarette_tax(sheet: Sheet, rules: Rules) -> tuple[list[Duty], int | None]:
    """37.5 % of what came in must support JKN; less and the difference is cut; no signed agreement and all of it is."""
    rule, told = "pajak_rokok_jkn_share", sheet.pajak_rokok or {}
    share = Decimal(str(rules.share(rule, _first(sheet))))
    realised, budget, signed = told.get("realised_rupiah"), told.get("jkn_budget_rupiah"), told.get("agreement_on")
    due = None if realised is None else share_of_rupiah(realised, share)
    formula = f"{percent_text(share)} × {'realisasi' if realised is None else rupiah_text(realised)}"
    cut = cigarette_tax_cut(
        rules, _first(sheet), realised, budget, None if "agreement_on" not in told else bool(signed)
    )
    note = "" if cut is None else f"potongan {rupiah_text(cut)}"
    duty = _duty(
        sheet, rules, "pajak_rokok", rule, formula, due, budgeted=budget, note_id=note,
        note_en=note.replace("potongan", "cut"),
    )  # fmt: skip
    agreed: Verdict = "unknown" if "agreement_on" not in told else "met" if signed else "short"
    paper = _duty(
        sheet, rules, "pajak_rokok_agreement", "pajak_rokok_cut_without_agreement_share", "", None, verdict=agreed,
        note_id=f"ditandatangani {signed:%d-%m-%Y}" if signed else "tanpa berita acara seluruh 37,5 % dipotong",
        note_en=f"signed on {signed:%Y-%m-%d}" if signed else "without it the whole 37.5 % is cut",
    )  # fmt: skip
    return [duty, paper], cut


def cigarette_tax_cut(
    rules: Rules, on: date, realised: int | None, budget: int | None, agreed: bool | None
) -> int | None:
    """What is cut of `realised` (R4.4): nothing from a budget of 37.5 % or more, else the difference; the whole 37.5 %
    without a signed agreement. None as long as it cannot be known.
    """
    if realised is None or agreed is None:
        return None
    if not agreed:
        return share_of_rupiah(realised, Decimal(str(rules.share("pajak_rokok_cut_without_agreement_share", on))))
    due = share_of_rupiah(realised, Decimal(str(rules.share("pajak_rokok_jkn_share", on))))
    return None if budget is None else max(due - budget, 0)


def _one_scheme(sheet: Sheet, rules: Rules) -> list[Duty]:
    if rules.value_or_none("double_scheme_allowed", _first(sheet)) is None:
        return []
    told: Verdict = "unknown" if sheet.local_scheme is None else "short" if sheet.local_scheme else "met"
    return [_duty(sheet, rules, "no_double_scheme", "double_scheme_allowed", "", None, verdict=told)]


def _health(sheet: Sheet, rules: Rules) -> list[Duty]:
    """The 10 % rule, for budgets set while it held (until 7 August 2023), else nothing."""
    rule = "health_budget_min_share"
    share = rules.value_or_none(rule, sheet.set_on)
    if share is None:
        return []
    told = sheet.health or {}
    whole, budgeted = told.get("apbd_outside_salaries_rupiah"), told.get("budget_rupiah")
    part = Decimal(str(share))
    due = None if whole is None else share_of_rupiah(whole, part)
    formula = f"{percent_text(part)} × {'APBD di luar gaji' if whole is None else rupiah_text(whole)}"
    gap = None if due is None or budgeted is None else max(due - budgeted, 0)
    verdict: Verdict = "unknown" if gap is None else "short" if gap else "met"
    dated = rules.dated(rule, sheet.set_on)
    return [
        Duty("health_share", *TITLES["health_share"], rules.law_of(rule, sheet.set_on), dated.certainty, formula, due,
             budgeted, gap, sheet.evidence.get("health_share", ""), verdict)
    ]  # fmt: skip


def share_of_rupiah(whole: int, share: Decimal) -> int:
    """A share of a sum in whole rupiah, half a rupiah up."""
    return int((Decimal(whole) * share).quantize(Decimal(1), ROUND_HALF_UP))
