"""The claim checker (req 13): numbers of a published sentence, recomputed. A claim is an address; nothing is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from semesta.measure.claim import ClaimResult, check_claim, claim_of
from semesta.plan.aims import AWARDS
from semesta.terms.fault import Fault
from semesta.terms.segment import SEGMENTS
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.reading import language
from semesta.web.desks.budget.fields import day_widget
from semesta.web.desks.budget.known_claims import KNOWN
from semesta.web.desks.budget.seen import Seen

if TYPE_CHECKING:
    from django.http import HttpResponse, QueryDict

    from semesta.web.core.access import OfficeRequest

NUMBERS = (
    "population", "registered", "active", "inactive", "uncovered", "coverage", "activity", "pemda_share", "budget",
    "people",
)  # fmt: skip
TONES: dict[str, c.Tone] = {"reproduces": "good", "does_not_reproduce": "warn", "cannot_check": "care"}
ICONS = {"reproduces": "check", "does_not_reproduce": "cross", "cannot_check": "question"}
ROWS = 3


class ClaimForm(forms.Form):
    """What a sentence says, each number as it was printed; the rest stays empty."""

    def __init__(self, data: QueryDict | None) -> None:
        super().__init__(data)
        labels = {
            "population": _("Population"), "registered": _("Registered"), "active": _("Active"),
            "inactive": _("Inactive"), "uncovered": _("Not registered"), "coverage": _("Coverage, per cent"),
            "activity": _("Activity, per cent"), "pemda_share": _("Registered by the city, per cent"),
            "budget": _("Budget, in rupiah"), "people": _("People the budget pays"),
        }  # fmt: skip
        self.fields["on"] = forms.DateField(label=_("Said on"), widget=day_widget())
        self.fields["area"] = forms.CharField(label=_("Area code"), required=False, max_length=13)
        for name in NUMBERS:
            self.fields[name] = forms.CharField(label=labels[name], required=False, max_length=60)
        for name in SEGMENTS:
            self.fields[f"segment_{name}"] = forms.CharField(label=name.replace("_", " "), required=False,
                                                             max_length=40)  # fmt: skip
        self.fields["budget_on"] = forms.DateField(
            label=_("A day of the budget's year"), required=False, widget=day_widget()
        )
        choices = [("", "–"), *((one, one.capitalize()) for one in AWARDS)]
        self.fields["award"] = forms.ChoiceField(label=_("Award said to be won"), required=False, choices=choices)
        for name, label in (
            ("total", _("A sum as printed: name=ALL:PART+PART")), ("within", _("A part of a whole: name=WHOLE:PART")),
        ):  # fmt: skip
            for number in range(1, ROWS + 1):
                self.fields[f"{name}_{number}"] = forms.CharField(
                    label=f"{label} ({number})", required=False, max_length=200
                )

    def checked(self, rules: Any) -> ClaimResult:
        """What `semesta claim` finds. A Fault for a number that cannot be read."""
        told = self.cleaned_data
        numbers = {name: told[name].strip() or None for name in NUMBERS}
        budget, people = numbers.pop("budget"), numbers.pop("people")
        segments = {name: told[f"segment_{name}"] for name in SEGMENTS if told[f"segment_{name}"].strip()}
        claim = claim_of(
            on=told["on"], area=told["area"].strip(), segments=segments, budget_rupiah=budget, budget_people=people,
            budget_on=told["budget_on"], award=told["award"], sums=self._pairs("total"), within=self._wholes(),
            **numbers,
        )  # fmt: skip
        return check_claim(claim, rules)

    def _pairs(self, name: str) -> dict[str, tuple[str, list[str]]]:
        found = {}
        for number in range(1, ROWS + 1):
            if text := self.cleaned_data[f"{name}_{number}"].strip():
                title, whole, parts = pair_of(text)
                found[title] = (whole, parts.split("+"))
        return found

    def _wholes(self) -> dict[str, tuple[str, str]]:
        return {name: (whole, parts[0]) for name, (whole, parts) in self._pairs("within").items()}


def pair_of(text: str) -> tuple[str, str, str]:
    """`name=ALL:PART` as (name, ALL, PART). A Fault for another shape."""
    name, equal, rest = text.partition("=")
    whole, colon, part = rest.partition(":")
    if not (equal and colon and name.strip()):
        raise Fault(_("“%(text)s” is not name=ALL:PART") % {"text": text})
    return name.strip(), whole, part


@needs("budget.read", area=Area.IN_QUERY)
def claim_page(request: OfficeRequest) -> HttpResponse:
    """The form, and what is found when a day was given."""
    seen = Seen(request)
    asked = "on" in request.GET
    form = ClaimForm(request.GET if asked else None)
    page: dict[str, Any] = {**seen.frame, "form": form, "groups": _groups(form), "known": _known(seen)}
    if asked and form.is_valid():
        try:
            page |= _shown(form.checked(seen.rules))
        except Fault as fault:
            form.add_error(None, str(fault))
    return render(request, "budget/claim.html", page)


def _groups(form: ClaimForm) -> list[dict[str, Any]]:
    """Fields under their headings; those that are rarely needed are folded."""

    def fields(*names: str) -> list[Any]:
        return [form[name] for name in names]

    segments = fields(*(f"segment_{name}" for name in SEGMENTS))
    sums = fields(*(f"{name}_{number}" for name in ("total", "within") for number in range(1, ROWS + 1)))
    return [
        {"title": _("Who and when"), "fields": fields("on", "area"), "open": True},
        {"title": _("People"), "fields": fields("population", "registered", "active", "inactive", "uncovered"),
         "open": True},
        {"title": _("Percentages"), "fields": fields("coverage", "activity", "pemda_share", "award"), "open": True},
        {"title": _("Money"), "fields": fields("budget", "people", "budget_on"), "open": True},
        {"title": _("By segment"), "fields": segments, "open": any(one.data for one in segments)},
        {"title": _("Sums and parts"), "fields": sums, "open": any(one.data for one in sums)},
    ]  # fmt: skip


def _shown(found: ClaimResult) -> dict[str, Any]:
    """The verdict and every finding in the words of `semesta claim`."""
    words = {
        "reproduces": _("reproduces"), "does_not_reproduce": _("does not reproduce"),
        "cannot_check": _("cannot be checked"),
    }  # fmt: skip
    rows = [
        c.Row((
            one.sentence_en if language() == "en" else one.sentence_id,
            c.Cell(words[one.verdict], tone=TONES[one.verdict], icon=ICONS[one.verdict], badge=True),
        ))
        for one in found.findings
    ]  # fmt: skip
    columns = (
        c.Column(_("What was found")), c.Column(_("Result")),
    )  # fmt: skip
    empty = c.Empty(_("Nothing to check"), _("Give at least two numbers that belong together."), icon="question")
    return {
        "result": words[found.verdict], "tone": TONES[found.verdict], "count": len(found.findings),
        "findings": c.Table(_("Number by number"), columns, rows, empty=empty),
    }  # fmt: skip


def _known(seen: Seen) -> list[dict[str, str]]:
    """Published sentences that do not reproduce, each as an address of this page."""
    url = reverse("budget_claim")
    return [
        {"title": one.title_en if language() == "en" else one.title_id,
         "url": f"{url}?{urlencode({**one.said, 'tahun': seen.year})}", "source": one.source}
        for one in KNOWN
    ]  # fmt: skip
