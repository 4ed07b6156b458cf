"""The first screen: four figures, the threshold lines, and what the linkage says, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from semesta.flow.report.gauge import gauge
from semesta.flow.report.judgement import headline_judgement
from semesta.flow.report.words import word

if TYPE_CHECKING:
    from semesta.flow.report.facts import Condition, Estimate, Facts, Share
    from semesta.terms.numbers import Numbers


@dataclass(frozen=True)
class Card:
    """One headline figure."""

    name: str
    value: str
    note: str
    kind: str = ""


def cards(facts: Facts, numbers: Numbers) -> list[Card]:
    """Registered, active, with a card but not active, not registered."""
    english = numbers.language == "en"
    active, unregistered = facts.people("covered_active"), facts.people("uncovered")
    idle = facts.people("covered_inactive", "status_unknown")
    residents = active + idle + unregistered
    of = "of residents" if english else "dari penduduk"

    def share(count: int) -> str:
        return f"{numbers.percent(count / residents)} {of}" if residents else ""

    names = (
        ("Terdaftar", "Registered"),
        ("Aktif", "Active"),
        ("Terdaftar tetapi tidak aktif", "Registered but inactive"),
        ("Belum terdaftar", "Not registered"),
    )
    values = ((active + idle, ""), (active, ""), (idle, "care"), (unregistered, "warn"))
    return [
        Card(name[english], numbers.whole(count), share(count), kind)
        for name, (count, kind) in zip(names, values, strict=True)
    ]


def gap_text(item: Condition, numbers: Numbers) -> str:
    """'31.245 orang di atas ambang 98 %' or '7.828 orang di bawah ambang 80 %'."""
    english = numbers.language == "en"
    if item.required is None or item.actual is None:
        return ""
    line = numbers.percent(item.required, 0)
    if item.met is False and item.gap_people:
        count = numbers.whole(item.gap_people)
        return f"{count} people below the line of {line}" if english else f"{count} orang di bawah ambang {line}"
    if item.margin_people is None:
        return ""
    count = numbers.whole(item.margin_people)
    return f"{count} people above the line of {line}" if english else f"{count} orang di atas ambang {line}"


def share_of(item: Condition, facts: Facts) -> Share | None:
    """The indicator a condition was judged on, for its interval."""
    name = item.condition if item.condition != "activity" else item.formula.replace("active_", "activity_")
    return facts.share(name, series="register")


def gauges(facts: Facts, numbers: Numbers) -> list[dict[str, Any]]:
    """One threshold line for each numeric condition of the headline status."""
    head = headline_judgement(facts)
    drawn = []
    for item in head.conditions if head else ():
        if (
            item.actual is None
            or item.required is None
            or item.condition not in ("coverage", "activity", "pemda_share")
        ):
            continue
        share = share_of(item, facts)
        line = gauge(item.actual, item.required, share.low if share else None, share.high if share else None)
        name = word(numbers.language, "condition", item.condition)
        if item.formula:
            name = f"{name}: {word(numbers.language, 'formula', item.formula)}"
        drawn.append(
            {
                "name": name,
                "value": numbers.percent_beside(item.actual, item.required),
                "line": {**line.__dict__, "text": numbers.percent(item.required, 0)},
                "text": gap_text(item, numbers),
            }
        )
    return drawn


def estimates(facts: Facts, numbers: Numbers) -> list[tuple[str, Estimate]]:
    """Estimated false and missed links with their names."""
    english = numbers.language == "en"
    pairs = (
        (facts.linkage.false_link, "Pasangan yang salah", "False links"),
        (facts.linkage.missed_link, "Pasangan yang terlewat", "Missed links"),
    )
    return [((en if english else indonesian), item) for item, indonesian, en in pairs if item is not None]


def link_sentence(facts: Facts, numbers: Numbers) -> str:
    """How many member rows found their resident, and how many wait for a person."""
    linked = sum(count for _, count in facts.linkage.method_rows)
    doubts = facts.linkage.doubt_people
    if numbers.language == "en":
        return (
            f"{numbers.whole(linked)} member rows were joined to a resident. {numbers.whole(doubts)} more are in doubt "
            "and wait for a person to decide; until then they count as not joined."
        )
    return (
        f"{numbers.whole(linked)} baris peserta dipasangkan dengan penduduk. {numbers.whole(doubts)} baris lain "
        "diragukan dan menunggu keputusan orang; sampai diputuskan, dihitung belum berpasangan."
    )


def reported_sentence(facts: Facts, numbers: Numbers) -> str:
    """Coverage and activity if every card counted, as BPJS counts; '' when unknown."""
    line = next((item for item in facts.populations if item.series == "register"), None)
    if line is None or not line.people or not line.cards:
        return ""
    coverage, active = numbers.percent(line.cards / line.people), numbers.percent(line.active_cards / line.people)
    if numbers.language == "en":
        return (
            f"Counting every card, as BPJS does: coverage {coverage}, active ÷ population {active}. "
            "The difference is explained step by step under Reconciliation."
        )
    return (
        f"Kalau semua kartu dihitung, seperti cara BPJS: cakupan {coverage}, aktif ÷ penduduk {active}. "
        "Selisihnya dijelaskan langkah demi langkah pada Rekonsiliasi."
    )
