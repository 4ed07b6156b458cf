"""The verdict as a page shows it: one answer only where every activity formula gives the same one (req 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from semesta.flow.report.judgement import judgements, sentence
from semesta.flow.report.words import word
from semesta.measure.margin import Margin, margin_of
from semesta.web.core import components as c
from semesta.web.core.reading import language, numbers
from semesta.web.desks.overview.parts import number_url

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from semesta.flow.report import facts as f
    from semesta.flow.report.judgement import Judgement
    from semesta.web.core.published.tables.models import UhcStatus
    from semesta.web.desks.overview.seen import Seen

SHARES = ("coverage", "activity", "pemda_share")


def headline(facts: f.Facts) -> Judgement | None:
    """The privilege of that month, else the predicate."""
    found = judgements(facts.conditions)
    return next((one for one in found if one.verdict == facts.privilege), found[0] if found else None)


def verdict_card(seen: Seen, facts: f.Facts, judgement: Judgement) -> c.Verdict:
    """The card: sentence, each condition with its gap, the rule's dates and the trail."""
    name = word(language(), "verdict", judgement.verdict)
    rule = seen.rules.rules["coverage_min_share_prioritas"].at(facts.month)
    since = _("Rule in force since %(day)s") % {"day": numbers().day(rule.from_on)} if rule else ""
    return c.Verdict(
        title=f"{name}, {numbers().month(facts.month)}",
        state=judgement.state,
        sentence=sentence(judgement, facts, numbers()),
        conditions=[condition_line(one) for one in judgement.conditions],
        rule=since,
        trail_url=number_url(seen.area, "coverage"),
    )


def condition_name(item: f.Condition) -> str:
    """'Activity: active ÷ population'."""
    name = word(language(), "condition", item.condition)
    return f"{name}: {word(language(), 'formula', item.formula)}" if item.formula else name


def condition_line(item: f.Condition) -> c.Condition:
    """One condition with what is asked, what is so, and what lacks."""
    asked, actual = _asked_and_actual(item)
    state: c.State = "unknown" if item.met is None else "met" if item.met else "unmet"
    return c.Condition(
        condition_name(item), asked, actual, state, item.gap_people or None, item.gap_rupiah or None, item.law
    )


def _asked_and_actual(item: f.Condition) -> tuple[str, str]:
    if item.condition in SHARES and item.required is not None:
        now = _("not known") if item.actual is None else numbers().percent_beside(item.actual, item.required)
        return numbers().percent(item.required, 0), now
    if item.met is None:
        return _asked_in_words(item), _("nobody told us yet")
    if item.condition == "pemda_arrears":
        return _asked_in_words(item), numbers().rupiah(int(item.actual or 0))
    return _asked_in_words(item), _("yes") if item.met else _("no")


def _asked_in_words(item: f.Condition) -> str:
    asked = {
        "pemda_arrears": _("nothing owed"),
        "application": _("approved"),
        "budget": _("enough for the year"),
        "paid_to": _("paid to the month asked for"),
    }
    return asked.get(item.condition, "")


def others(facts: f.Facts, shown: str) -> c.Table:
    """Every other status of the month: its answer, and what is short."""
    words = {"met": _("met"), "unmet": _("not met"), "unknown": _("not known"), "split": _("two answers")}
    tones: dict[str, c.Tone] = {"met": "good", "unmet": "warn", "unknown": "care", "split": "care"}
    rows = [
        c.Row(
            (
                word(language(), "verdict", one.verdict),
                c.Cell(words[one.state], tone=tones[one.state], icon="question" if one.state == "split" else "",
                       badge=True),
                _lacking(one),
            )
        )
        for one in judgements(facts.conditions)
        if one.verdict != shown
    ]  # fmt: skip
    return c.Table(
        _("Other statuses of the month"),
        (c.Column(_("Status")), c.Column(_("Answer")), c.Column(_("What lacks"))),
        rows,
    )


def _lacking(judgement: Judgement) -> str:
    parts = []
    for item in judgement.conditions:
        if item.met is None:
            parts.append(_("%(condition)s: not known") % {"condition": condition_name(item)})
        elif not item.met:
            gap = numbers().whole(item.gap_people) if item.gap_people else ""
            name = condition_name(item)
            parts.append(_("%(condition)s: %(people)s people") % {"condition": name, "people": gap} if gap else name)
    return "; ".join(parts)


def margins(statuses: Sequence[UhcStatus], verdict: str) -> dict[tuple[str, str], Margin]:
    """By (condition, formula) of a status: people above or below its threshold and the pace."""
    held: dict[tuple[str, str], list[tuple[date, int]]] = {}
    for row in statuses:
        if row.verdict == verdict and row.margin_people is not None and row.month is not None:
            held.setdefault((row.condition or "", row.formula or ""), []).append((row.month, row.margin_people))
    return {key: margin_of(known) for key, known in held.items()}


def margin_sentence(margin: Margin, required: float) -> str:
    """'29,391 people above the threshold of 80%. At the pace of the last 3 months it is lost in 141 days.'"""
    line, people = numbers().percent(required, 0), numbers().whole(abs(margin.people))
    where = (
        _("%(people)s people above the threshold of %(line)s.")
        if margin.people >= 0
        else _("%(people)s people below the threshold of %(line)s.")
    ) % {"people": people, "line": line}
    return f"{where} {_pace(margin)}".strip()


def _pace(margin: Margin) -> str:
    if margin.per_month is None:
        return _("The pace is known from the second published month on.")
    months, each = numbers().whole(margin.over_months), numbers().whole(abs(round(margin.per_month)))
    words = {
        "months": months,
        "people": each,
        "days": numbers().whole(margin.days),
        "day": numbers().day(margin.lost_on),
    }
    if margin.days is not None:
        return _(
            "At the pace of the last %(months)s months (%(people)s people fewer a month) it is lost in %(days)s days,"
            " about %(day)s."
        ) % words if margin.over_months > 1 else _(
            "At last month's pace (%(people)s people fewer) it is lost in %(days)s days, about %(day)s."
        ) % words  # fmt: skip
    if margin.per_month < 0:
        return _("It falls by %(people)s people a month.") % words
    if round(margin.per_month) == 0:
        return _("It does not change.")
    return _("It grows by %(people)s people a month.") % words


def indicator_of_condition(item: f.Condition) -> str:
    """The indicator that a condition on a share judges."""
    return item.formula.replace("active_", "activity_") if item.condition == "activity" else item.condition
