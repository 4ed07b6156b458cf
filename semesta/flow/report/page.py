"""One self-contained HTML file: two languages, no script, no network, no person's data."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import date
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from semesta.flow.report.draw import drawings
from semesta.flow.report.facts import ClaimRank, Region
from semesta.flow.report.figures import balance_name, figures
from semesta.flow.report.hiding import Hidden, folded, hidden_figures, measures
from semesta.flow.report.judgement import (
    SIGNS,
    formula_lines,
    headline_judgement,
    judgements,
    sentence,
    state_word,
)
from semesta.flow.report.maps import activity_threshold, map_label
from semesta.flow.report.notices import notices
from semesta.flow.report.reading import reading
from semesta.flow.report.summary_view import cards, estimates, gauges, link_sentence, reported_sentence
from semesta.flow.report.words import word
from semesta.terms.numbers import LANGUAGES, Language, Numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from semesta.flow.report.facts import Condition, Facts, Rule

WEB_ADDRESS = re.compile(r"https?://([^/\s]+)\S*")
CONTENTS: tuple[tuple[str, str, str, str], ...] = (
    ("status", "Status UHC", "UHC status", "conditions"),
    ("penduduk", "Penduduk: beberapa seri", "Population: several series", "populations"),
    ("peta", "Kecamatan dan kelurahan", "Kecamatan and kelurahan", "districts"),
    ("tren", "Perjalanan dan klaim", "Trend and claims", "trend"),
    ("peringkat", "Peringkat kabupaten/kota menurut klaim publik", "Regencies ranked by public claims", "claim_ranks"),
    ("segmen", "Segmen dan sebab tidak aktif", "Segments and reasons for inactivity", "segments"),
    ("neraca", "Neraca peserta", "Member balance", "balance"),
    ("jalan", "Jalan keluar", "Routes to cover", "routes"),
    ("pencocokan", "Mutu pencocokan", "Linkage quality", ""),
    ("mutu", "Mutu data", "Data quality", "findings"),
    ("rekonsiliasi", "Rekonsiliasi jumlah", "Reconciliation of totals", "totals"),
    ("berkas", "Berkas yang dipakai", "Files used", "files"),
    ("aturan", "Aturan yang berlaku", "Rules in force", "rules"),
    ("cara", "Cara membaca", "How to read", ""),
)


def strip() -> Markup:
    """The house mark: a band of small diamonds, as in Palembang's songket."""
    return Markup(
        '<svg class="strip" aria-hidden="true" width="100%" height="14"><defs>'
        '<pattern id="songket" width="28" height="14" patternUnits="userSpaceOnUse">'
        '<rect width="28" height="14" fill="#0b4f5c"/>'
        '<path d="M14 2l5 5-5 5-5-5z" fill="#e0b04f"/><path d="M0 4l3 3-3 3zM28 4l-3 3 3 3z" fill="#e0b04f"/>'
        '<path d="M14 5l2 2-2 2-2-2z" fill="#0b4f5c"/></pattern></defs>'
        '<rect width="100%" height="14" fill="url(#songket)"/></svg>'
    )


def environment() -> Environment:
    """Templates of the report; everything is escaped unless drawn by us."""
    return Environment(
        loader=PackageLoader("semesta.flow.report", "template"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def share_text(item: Condition, share: float | None, numbers: Numbers) -> str:
    """A required or actual value as the reader expects it: a share in per cent, a sum in rupiah, else the number."""
    if share is None:
        return "–"
    if item.condition == "pemda_arrears":
        return numbers.rupiah(round(share))
    if item.condition in ("application", "budget"):
        return (("tidak", "no"), ("ya", "yes"))[round(share) > 0][numbers.language == "en"]
    if item.condition == "paid_to":
        return numbers.month(date(round(share) // 100, round(share) % 100, 1))
    if item.required is not None and share is item.actual:
        return numbers.percent_beside(share, item.required)
    return numbers.percent(share, 0 if round(share * 100, 6) == round(share * 100) else 2)


UNITS = {
    "people": ("orang", "people"), "day": ("hari", "days"), "workday": ("hari kerja", "working days"),
    "month": ("bulan", "months"), "hour": ("jam", "hours"), "year": ("tahun", "years"), "count": ("", ""),
}  # fmt: skip


def rule_text(rule: Rule, numbers: Numbers) -> str:
    """A rule's value with its unit: shares in per cent, rupiah with dots, flags as yes or no, words as they are."""
    english = numbers.language == "en"
    if rule.unit == "text":
        return word(numbers.language, "formula", rule.value)
    if rule.unit == "flag":
        return (("tidak", "no"), ("ya", "yes"))[int(rule.value)][english]
    if rule.unit == "share":
        value = float(rule.value)
        return numbers.percent(value, 0 if round(value * 100, 6) == round(value * 100) else 2)
    if rule.unit == "rupiah":
        return numbers.rupiah(int(rule.value))
    return f"{numbers.whole(int(rule.value))} {UNITS[rule.unit][english]}".strip()


def totals(facts: Facts) -> list[tuple[str, list[Any]]]:
    """Totals per side, the register first."""
    sides = dict.fromkeys(item.side for item in facts.totals)
    return [(side, [item for item in facts.totals if item.side == side]) for side in sides]


def sums(facts: Facts) -> dict[str, Any]:
    """Totals printed under tables."""
    active = sum(item.active for item in facts.segments)
    others = sum(item.inactive + item.unknown for item in facts.segments)
    flows = {
        kind: sum(flow.people for flow in facts.balance if flow.kind == kind)
        for kind in ("opening", "in", "out", "closing")
    }
    return {
        "segment_sum": {"all": active + others, "active": active, "inactive": others},
        "reason_sum": max(sum(count for _, count in facts.reasons), 1),
        "route_sum": {
            "people": sum(item.people for item in facts.routes),
            "month": sum(item.rupiah_month for item in facts.routes),
            "year": sum(item.rupiah_year for item in facts.routes),
        },
        "balance_holds": flows["opening"] + flows["in"] - flows["out"] == flows["closing"],
        "city": city(facts),
        "biggest": sorted(facts.routes, key=lambda item: (-item.people, item.route))[:3],
        "threshold": activity_threshold(facts),
        "checks_hold": all(item.holds for item in facts.checks),
        "broken": [item for item in facts.checks if not item.holds],
        "totals": totals(facts),
    }


def city(facts: Facts) -> Region:
    """The whole area as one region: the kecamatan added up."""
    names = ("population", "active", "inactive", "unknown", "uncovered")
    people = {name: sum(getattr(item, name) for item in facts.districts) for name in names}
    return Region(facts.area_code, facts.area_name, "", **people)


def months(facts: Facts) -> list[tuple[Any, dict[str, float]]]:
    """Computed months, newest first, each with its shares by indicator."""
    computed = [item for item in facts.trend if not item.claimed]
    return [
        (on, {item.indicator: item.value for item in computed if item.on == on})
        for on in sorted({item.on for item in computed}, reverse=True)
    ]


def ranked_claims(facts: Facts) -> list[tuple[str, list[ClaimRank]]]:
    """Measures with their regencies, coverage first."""
    measures = dict.fromkeys(item.indicator for item in facts.claim_ranks)
    return [(name, [item for item in facts.claim_ranks if item.indicator == name]) for name in measures]


def checks_text(facts: Facts, language: Language) -> str:
    """'40 dari 40 penjumlahan cocok'."""
    good, every = sum(item.holds for item in facts.checks), len(facts.checks)
    return f"{good} of {every} additions come out" if language == "en" else f"{good} dari {every} penjumlahan cocok"


def source_name(source: str) -> str:
    """A source with every web address cut to its site."""
    return WEB_ADDRESS.sub(r"\1", source)


def map_caption(facts: Facts, hidden: Hidden, numbers: Numbers) -> str:
    """Below the map: what the numbers and colours mean."""
    label = map_label(facts, hidden, numbers)
    if numbers.language == "en":
        return f"{label} Numbers are the kecamatan of the table; white: hidden or unknown."
    return f"{label} Nomor merujuk ke tabel kecamatan; putih: disembunyikan atau tidak diketahui."


def lowest(facts: Facts, hidden: Hidden) -> list[Region]:
    """Ten kelurahan with the lowest active share, as far as it may be printed."""
    shown = (item for item in facts.villages if item.code and item.population and not hidden.share(item.code))
    return sorted(shown, key=lambda item: (item.active_share or 0, item.code))[:10]


def phrases(hidden: Hidden, numbers: Numbers) -> dict[str, Callable[..., Any]]:
    """What the template calls: words and figures in one language."""
    language = numbers.language
    return {
        "L": lambda indonesian, foreign: foreign if language == "en" else indonesian,
        "w": lambda group, code: word(language, group, code),
        "required": lambda item: share_text(item, item.required, numbers),
        "actual": lambda item: share_text(item, item.actual, numbers),
        "state_word": lambda value: state_word(value, numbers),
        "rule_value": lambda rule: rule_text(rule, numbers),
        "cell": lambda code, name, count: hidden.text((code, name), count, numbers),
        "share_hidden": hidden.share,
        "measures": measures,
        "share": lambda part, whole: numbers.percent(part / whole) if whole else "–",
        "source": source_name,
        "balance_name": balance_name,
    }


def article(facts: Facts, hidden: Hidden, language: Language, made: Environment) -> Markup:
    """The whole report in one language."""
    numbers = Numbers(language)
    english = language == "en"
    head = headline_judgement(facts)
    names = {anchor: line[english] for anchor, *line in CONTENTS}
    specs = {f"{language}-{name}": drawn for name, drawn in figures(facts, hidden, numbers).items()}
    drawn = {name.split("-", 1)[1]: Markup(picture) for name, picture in drawings(specs).items()}  # noqa: S704 drawn by us

    text = made.get_template("article.html.j2").render(
        facts=facts,
        n=numbers,
        lang=language,
        signs=SIGNS,
        head=head,
        sentence=sentence(head, facts, numbers),
        formula_lines=formula_lines(head, numbers),
        months=months(facts),
        claims=[item for item in facts.trend if item.claimed],
        claim_ranks=ranked_claims(facts),
        judgements=judgements(facts.conditions),
        notices=notices(facts, numbers),
        names=names,
        drawn=drawn,
        contents=[(anchor, names[anchor]) for anchor, _, _, attr in CONTENTS if not attr or getattr(facts, attr)],
        cards=cards(facts, numbers),
        gauges=gauges(facts, numbers),
        estimates=estimates(facts, numbers),
        link_sentence=link_sentence(facts, numbers),
        reported=reported_sentence(facts, numbers),
        map_caption=map_caption(facts, hidden, numbers),
        checks_text=checks_text(facts, language),
        reading=reading(language),
        lowest=lowest(facts, hidden),
        **sums(facts),
        **phrases(hidden, numbers),
    )
    return Markup(text)  # noqa: S704  (rendered with autoescape)


def page(facts: Facts, default: Language = "id") -> str:
    """The report as HTML text; `default` is the language shown first."""
    facts = folded(facts)
    made, hidden = environment(), hidden_figures(facts)
    style = made.loader.get_source(made, "style.css")[0] if made.loader else ""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return made.get_template("page.html.j2").render(
        default=default,
        style=Markup(style),  # noqa: S704  (our own file)
        style_hash=Markup(digest),  # noqa: S704  (base64)
        strip=strip(),
        title=f"Cakupan JKN {facts.area_name}, {Numbers(default).month(facts.month)}",
        articles=[article(facts, hidden, language, made) for language in LANGUAGES],
    )
