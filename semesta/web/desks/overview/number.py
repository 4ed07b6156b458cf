"""Where a number comes from: definition, law, division, people, population version, run and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from semesta.flow.report.words import word
from semesta.measure.number import definition_of, indicator_of, tables_behind
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.places import area_name
from semesta.web.core.reading import language, numbers, rule_value
from semesta.web.desks.overview.behind import BEHIND
from semesta.web.desks.overview.districts import hidden_parts
from semesta.web.desks.overview.gathered import REGISTER, values_of, values_of_parts
from semesta.web.desks.overview.measures import measure_words
from semesta.web.desks.overview.parts import area_url, number_url, people_url, tabs
from semesta.web.desks.overview.seen import sees

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from semesta.measure.number import Definition
    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.published.tables.models import IndicatorMonth
    from semesta.web.desks.overview.gathered import Values
    from semesta.web.desks.overview.seen import Seen

JUDGING = (
    "uhc_privilege_name", "coverage_min_share", "coverage_min_share_prioritas", "activity_min_share",
    "activity_formula", "coverage_formula", "population_series_default", "comparable_population_share_min",
    "link_threshold", "doubt_threshold", "pbpu_pemda_contribution_rupiah", "pbpu_help_pemda_rupiah",
)  # fmt: skip


@needs("overview.read", area=Area.IN_ADDRESS)
@sees
def number(request: OfficeRequest, seen: Seen, indicator: str) -> HttpResponse:
    """The trail of one indicator of one area."""
    found = indicator_of(indicator)
    if found is None:
        raise Http404
    values, month = values_of(seen), seen.shown.month
    own = values.of(indicator, month)
    if own is None:
        raise Http404
    definition = definition_of(found, seen.rules, month)
    hidden = _is_hidden(seen, values)
    may_list = seen.shown.scope.may("people.read") and found.count in BEHIND
    page: dict[str, Any] = {
        "seen": seen, "tabs": tabs(request, seen), "indicator": found, "own": None if hidden else own,
        "title": found.title_en if language() == "en" else found.title_id,
        "area_url": area_url(seen.area), "definition": _definition(definition),
        "laws": definition.target.laws if definition.target else (), "certainty": _certainty(definition),
        "note": definition.target.note if definition.target else "", "other_values": _alternatives(seen, definition),
        "series": None if hidden else _series(seen, values, indicator),
        "history": None if hidden else _history(values, indicator), "sums": _sums(seen, own, indicator),
        "people_url": people_url(seen.area, indicator) if may_list else "", "numerator": own.numerator,
        "run": _run(seen), "files": _files(seen), "rules": _rules(seen, found.target), "tables": tables_behind(),
        "command": f"semesta explain --number {indicator} --region {seen.area}",
    }  # fmt: skip
    return render(request, "overview/number.html", page)


def _is_hidden(seen: Seen, values: Values) -> bool:
    counts = values.counts(seen.shown.month)
    return counts is not None and hidden_parts(seen, {seen.area: counts}).share(seen.area)


def _definition(definition: Definition) -> list[c.Fact]:
    one = definition.indicator
    found = [
        c.Fact(_("Counts"), measure_words(one.count)),
        c.Fact(_("Divided by"), measure_words(one.of)),
        c.Fact(_("Formula"), word(language(), "formula", one.formula)),
        c.Fact(_("Rules of the field"), ", ".join(one.law)),
    ]
    if definition.target:
        found.append(c.Fact(_("Asked by law"), definition.target.value, definition.target.rule, "percent"))
    return found


def _certainty(definition: Definition) -> str:
    return word(language(), "certainty", definition.target.certainty) if definition.target else ""


def _alternatives(seen: Seen, definition: Definition) -> list[str]:
    """Other values that sources give for the threshold."""
    if definition.target is None:
        return []
    return [
        f"{numbers().percent(float(one.value), 0)} ({'; '.join(seen.rules.laws[law].title for law in one.law)})"
        for one in definition.target.alternatives
    ]


def _series(seen: Seen, values: Values, indicator: str) -> c.Table:
    month = seen.shown.month
    versions = {one.series: one for one in seen.facts.populations.get(seen.area, ())}
    rows = [row for row in values.rows if (row.indicator, row.breakdown, row.month) == (indicator, "all", month)]
    lines = []
    for row in sorted(rows, key=lambda one: (one.population_series != REGISTER, one.population_series)):
        version = versions.get(row.population_series)
        note = "" if version is None or row.population_series == REGISTER else (
            f"{numbers().day(version.valid_from)}; {version.source}"
        )  # fmt: skip
        name = word(language(), "series", row.population_series)
        lines.append(c.Row((c.Cell(name, note=note), row.numerator, row.denominator, row.value, row.low, row.high)))
    columns = (
        c.Column(_("Population version")), c.Column(_("Numerator"), "whole"), c.Column(_("Denominator"), "whole"),
        c.Column(_("Share"), "percent"), c.Column(_("Low"), "percent"), c.Column(_("High"), "percent"),
    )  # fmt: skip
    return c.Table(_("The division, by population version"), columns, lines)


def _history(values: Values, indicator: str) -> c.Table:
    months: dict[date, IndicatorMonth] = {
        row.month: row
        for row in values.rows
        if (row.indicator, row.breakdown, row.population_series) == (indicator, "all", REGISTER)
    }
    rows = [
        c.Row((numbers().month(month), row.numerator, row.denominator, row.value))
        for month, row in sorted(months.items(), reverse=True)
    ]
    columns = (c.Column(_("Month")), c.Column(_("Numerator"), "whole"), c.Column(_("Denominator"), "whole"),
               c.Column(_("Share"), "percent"))  # fmt: skip
    return c.Table(_("Month by month"), columns, rows)


def _sums(seen: Seen, own: IndicatorMonth, indicator: str) -> dict[str, Any] | None:
    """The parts one level below add up to this number; None where there are no parts."""
    if not seen.children or seen.hides:
        return None
    parts = values_of_parts(seen, seen.children, (indicator,))
    held = {code: values.of(indicator, seen.shown.month) for code, values in parts.items()}
    rows = [
        c.Row((area_name(code), row.numerator, row.denominator, row.value), url=number_url(code, indicator))
        for code, row in sorted(held.items())
        if row is not None and row.numerator
    ]
    total = sum(int(row.numerator or 0) for row in held.values() if row is not None)
    columns = (c.Column(_("Part")), c.Column(_("Numerator"), "whole"), c.Column(_("Denominator"), "whole"),
               c.Column(_("Share"), "percent"))  # fmt: skip
    table = c.Table(_("The parts add up to it"), columns, rows, total=(_("Together"), total, None, None))
    return {"table": table, "holds": total == own.numerator}


def _run(seen: Seen) -> list[c.Fact]:
    manifest = seen.facts.manifest
    versions = manifest["versions"]
    return [
        c.Fact(_("Run"), manifest["run_id"]),
        c.Fact(_("Day judged"), seen.facts.as_of, "", "day"),
        c.Fact("Semesta", versions["semesta"], _("code %(digest)s") % {"digest": manifest["code"][:12]}),
        c.Fact(_("Engine"), manifest["engine"], ", ".join(f"{k} {v}" for k, v in versions.items() if k != "semesta")),
        c.Fact(_("Rules"), manifest["rules"]["fingerprint"][:12], _("fingerprint of all rule values")),
        c.Fact(_("Month before"), manifest["previous_run"] or _("none")),
    ]


def _files(seen: Seen) -> c.Table:
    rows = [
        c.Row((c.Cell(one.name, note=word(language(), "kind", one.kind)), one.data_on, one.rows, one.rejected,
               one.sha256))
        for one in seen.facts.files
    ]  # fmt: skip
    columns = (
        c.Column(_("File")), c.Column(_("Data of"), "day"), c.Column(_("Rows"), "whole"),
        c.Column(_("Rejected"), "whole"), c.Column(_("Digest of its content")),
    )  # fmt: skip
    return c.Table(_("Input files"), columns, rows)


def _rules(seen: Seen, target: str) -> c.Table:
    """The rule values of that run which judge figures, with law and certainty."""
    used: dict[str, Any] = seen.facts.manifest["rules"]["values"]
    rows = []
    for name in dict.fromkeys([target, *JUDGING] if target else JUDGING):
        rule = seen.rules.rules.get(name)
        dated = rule.at(seen.shown.month) if rule else None
        if rule is None or dated is None or used.get(name) is None:
            continue
        title = rule.title_en if language() == "en" else rule.title_id
        law = "; ".join(seen.rules.laws[one].title for one in dated.law)
        sure = word(language(), "certainty", dated.certainty)
        rows.append(c.Row((c.Cell(title, note=name), rule_value(rule, used[name]), law, sure)))
    columns = (c.Column(_("Rule")), c.Column(_("Value used")), c.Column(_("Law")), c.Column(_("How sure")))
    return c.Table(_("Rule values of this run"), columns, rows)
