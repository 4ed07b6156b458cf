"""Rules in force, read from their files; and a changed file tried on everybody. Nothing is adopted here."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from semesta.flow.dry_run import MOST_BYTES, rule_text
from semesta.rules.load import load_rules
from semesta.terms.fault import Fault
from semesta.web.casework.actions import runs as actions
from semesta.web.casework.queries import runs as queries
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.places import area_name
from semesta.web.core.reading import language, numbers, rule_value
from semesta.web.desks.runs.jobs_page import job_or_404
from semesta.web.desks.runs.words import said

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.rules.load import Rules
    from semesta.rules.rule import DatedValue, Rule
    from semesta.web.core.access import OfficeRequest

CERTAINTY: dict[str, c.Tone] = {"sure": "good", "likely": "care", "unconfirmed": "warn"}


class Wanted(forms.Form):
    """The day, the group and words of the title."""

    pada = forms.DateField(required=False)
    kelompok = forms.CharField(required=False)
    kata = forms.CharField(required=False)


def title_of(rule: Rule) -> str:
    """The rule's name for people."""
    return rule.title_en if language() == "en" else rule.title_id


@needs("overview.read", area=Area.NONE)
def rules(request: OfficeRequest) -> HttpResponse:
    """Every rule on a day: `pada` (absent: today), `kelompok`, `kata`."""
    form = Wanted(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    on, held = asked.get("pada") or timezone.localdate(), load_rules()
    group, words = asked.get("kelompok", ""), asked.get("kata", "").strip().casefold()
    every = [held.rules[name] for name in sorted(held.rules)]
    shown = [rule for rule in every if group in {"", rule.area} and words in f"{rule.name} {title_of(rule)}".casefold()]
    groups = sorted({rule.area for rule in every})
    counts = {each: sum(rule.area == each for rule in every) for each in groups}
    context = {
        "on": on,
        "filters": (
            c.Filter("pada", _("On the day"), "date", on.isoformat()),
            c.Filter("kelompok", _("Group"), "choice", group, [c.Choice(each, each, counts[each]) for each in groups]),
            c.Filter("kata", _("Words"), "text", asked.get("kata", ""), placeholder=_("part of the title")),
        ),
        "table": _table(held, shown, on),
        "fingerprint": held.fingerprint[:12],
        "may_try": request.scope.may("runs.upload"),
    }
    return render(request, "runs/rules.html", context)


def _table(held: Rules, shown: list[Rule], on: date) -> c.Table:
    columns = (
        c.Column(_("Rule")), c.Column(_("Value")), c.Column(_("From"), "day"), c.Column(_("To")), c.Column(_("Law")),
        c.Column(_("Certainty")),
    )  # fmt: skip
    rows = [
        c.Row(_cells(held, rule, rule.at(on)), reverse("rules_rule", args=[rule.name]) + f"?pada={on.isoformat()}")
        for rule in shown
    ]
    empty = c.Empty(_("No rule matches"), _("Clear the filter."), reverse("rules"), _("Show all rules"))
    return c.Table(_("Rules"), columns, rows, c.Page(1, len(rows), len(rows)), empty)


def _cells(held: Rules, rule: Rule, dated: DatedValue | None) -> tuple[Any, ...]:
    first = c.Cell(title_of(rule), f"{rule.area}/{rule.name}")
    if dated is None:
        return (first, _("not yet or no longer"), None, None, None, None)
    return (
        first, rule_value(rule, dated.value), dated.from_on, _until(dated),
        c.Cell("; ".join(held.laws[law].title for law in dated.law)),
        c.Cell(said("certainty", dated.certainty), badge=True, tone=CERTAINTY[dated.certainty]),
    )  # fmt: skip


def _until(dated: DatedValue) -> str:
    return numbers().day(dated.to_on) if dated.to_on else _("until changed")


@needs("overview.read", area=Area.NONE)
def rule_page(request: OfficeRequest, name: str) -> HttpResponse:
    """One rule with all its values, their laws, what other sources say, and how it is changed."""
    held = load_rules()
    if name not in held.rules:
        raise Http404
    rule = held.rules[name]
    form = Wanted(request.GET)
    on = (form.cleaned_data if form.is_valid() else {}).get("pada") or timezone.localdate()
    values = [
        {
            "value": rule_value(rule, dated.value),
            "from_on": dated.from_on,
            "until": _until(dated),
            "holds": dated.holds(on),
            "laws": [held.laws[law] for law in dated.law],
            "note": dated.note,
            "certainty": said("certainty", dated.certainty),
            "tone": CERTAINTY[dated.certainty],
            "others": [
                {
                    "value": rule_value(rule, other.value),
                    "laws": [held.laws[law] for law in other.law],
                    "note": other.note,
                }
                for other in dated.alternatives
            ],
        }
        for dated in reversed(rule.values)
    ]
    facts = (
        c.Fact(_("File"), f"parameters/{rule.area}/{rule.name}.yaml"),
        c.Fact(_("Unit"), rule.unit),
        c.Fact(_("Checked against its sources"), rule.checked_on, kind="day"),
        c.Fact(_("In the domain notes"), ", ".join(rule.domain)),
    )
    context = {"rule": rule, "title": title_of(rule), "values": values, "facts": facts, "on": on}
    return render(request, "runs/rule.html", {**context, "may_try": request.scope.may("runs.upload")})


class TryRule(forms.Form):
    """A changed rule file, chosen or pasted, and the run whose people are judged."""

    run = forms.ChoiceField(label=gettext_lazy("People of the run"))
    file = forms.FileField(
        label=gettext_lazy("Rule file (.yaml)"), required=False, widget=forms.FileInput(attrs={"accept": ".yaml,.yml"})
    )
    text = forms.CharField(
        label=gettext_lazy("or its text"), required=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "class": "code"}),
    )  # fmt: skip

    def __init__(self, runs: list[queries.Run], *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]  # the caller's words go on
        choices = [(run.run_id, f"{numbers().month(run.month)} · {area_name(run.area)} · {run.run_id}") for run in runs]
        self.fields["run"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def yaml(self) -> str:
        """The file's text, or the pasted one."""
        file = self.cleaned_data.get("file")
        if file is None:
            return str(self.cleaned_data.get("text") or "")
        return file.read(MOST_BYTES + 1).decode("utf-8", "replace")  # type: ignore[no-any-return]  # bytes


@needs("runs.upload", area=Area.IN_QUERY)
def try_rule(request: OfficeRequest) -> HttpResponse:
    """The form, filled with the file of `aturan` when it is given; posting starts a job."""
    runs = [run for run in queries.runs(request.scope) if run.finished]
    name = request.GET.get("aturan", "")
    start = {"text": rule_text(name)} if name in load_rules().rules else {}
    form = TryRule(runs, request.POST or None, request.FILES or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            job = actions.try_rule(request.scope, form.cleaned_data["run"], form.yaml(), timezone.now())
            return redirect("runs_job", job.pk)
        except Fault as fault:
            form.add_error("text", str(fault))
    return render(request, "runs/try.html", {"form": form, "runs": runs}, status=422 if form.errors else 200)


@needs("runs.read", area=Area.IN_QUERY)
def tried(request: OfficeRequest, pk: int) -> HttpResponse:
    """Who would change, how many people and rupiah; and how the file is adopted."""
    job = job_or_404(request, pk)
    if job.kind != actions.TRY_RULE or job.result is None:
        raise Http404
    result, held = job.result, load_rules()
    context = {
        "job": job,
        "result": result,
        "month": numbers().month(date.fromisoformat(result["month"])),
        "rules": [
            {"rule": held.rules[name], "title": title_of(held.rules[name]), "was": was, "now": now}
            for name, was, now in result["rules"]
            if name in held.rules
        ],
        "difference": result["rupiah_now"] - result["rupiah_before"],
        "tables": [_changes(result, what) for what in ("class", "reason", "route")],
        "verdicts": _verdicts(result),
        "yaml": job.asked["yaml"],
    }
    return render(request, "runs/tried.html", context)


def _changes(result: dict[str, Any], what: str) -> c.Table | None:
    titles = {"class": _("By class"), "reason": _("By reason"), "route": _("By route")}
    columns = (
        c.Column(_("Now")), c.Column(_("Then")), c.Column(_("People"), "whole"),
        c.Column(_("Rupiah a month now"), "rupiah"), c.Column(_("Rupiah a month then"), "rupiah"),
    )  # fmt: skip
    found = [each for each in result["changes"] if each["what"] == what]
    rows = [
        c.Row((
            said(what, each["before"]), said(what, each["now"]), each["people"], each["rupiah_before"],
            each["rupiah_now"],
        ))
        for each in found
    ]  # fmt: skip
    sums = [sum(each[key] for each in found) for key in ("people", "rupiah_before", "rupiah_now")]
    return c.Table(titles[what], columns, rows, total=(_("Together"), None, *sums)) if rows else None


def _verdicts(result: dict[str, Any]) -> c.Table | None:
    words = {True: _("met"), False: _("not met"), None: _("not known")}
    columns = (
        c.Column(_("Area")),
        c.Column(_("Verdict")),
        c.Column(_("Condition")),
        c.Column(_("Now")),
        c.Column(_("Then")),
    )
    rows = [
        c.Row((
            area_name(each["region_code"]), said("verdict", each["verdict"]), said("condition", each["condition"]),
            words[each["met_before"]], words[each["met_now"]],
        ))
        for each in result["verdicts"]
    ]  # fmt: skip
    return c.Table(_("Conditions judged otherwise"), columns, rows) if rows else None
