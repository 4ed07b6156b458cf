"""The form of the sheet: which values a year has, in sections, each under its key; rows of lists; months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from semesta.plan.sheet import CAPACITIES, CHANGES, PAPERS, SOURCES
from semesta.terms.month import Month
from semesta.web.casework.budget_sheet import kind_of
from semesta.web.core.reading import numbers
from semesta.web.desks.budget import words
from semesta.web.desks.budget.fields import MOST, MonthField, WholeField, day_widget

if TYPE_CHECKING:
    from collections.abc import Mapping

    from semesta.rules.load import Rules

MOST_ROWS, MORE_ROWS = 24, 2
MONTHS_BEFORE = 3
"""Heads of the last months of the year before: with four known months the projection has an interval."""
YEARS_BEFORE = 3
PEOPLE_MOST = 400_000_000


@dataclass(frozen=True)
class Section:
    """A part of the sheet: its title, a sentence, and its keys."""

    name: str
    title: str
    lead: str
    keys: tuple[str, ...]


def duty_codes(area: str, year: int, rules: Rules) -> tuple[str, ...]:
    """Obligations for which a sum is budgeted, of this kind of area in this year."""
    listed = str(rules.value("pemda_obligation_list", date(year, 1, 1))).split("|")
    other = {"village_staff": "kabupaten", "province_pbi_contribution": "provinsi"}
    kind = kind_of(area)
    return tuple(code for code in listed if other.get(code, kind) == kind)


def months_of(year: int) -> tuple[date, ...]:
    """The last months of the year before and the twelve of the year."""
    first = Month(year, 1) + -MONTHS_BEFORE
    return tuple(one.first_day for one in Month.between(first, Month(year, 12)))


def sections(area: str, year: int, rules: Rules) -> tuple[Section, ...]:
    """The sheet in its order; lists and months are sections of their own in the form."""
    kind, duties = kind_of(area), duty_codes(area, year, rules)
    people = ["people.pbpu_pemda", "people.mandiri_class3_active", "people.active"]
    wages = ["wage_rupiah.pemda", *(["wage_rupiah.village"] if kind == "kabupaten" else [])]
    province = ["people.pbi", "fiscal_capacity"] if kind == "provinsi" else []
    tax = ["pajak_rokok.realised_rupiah", "pajak_rokok.jkn_budget_rupiah", "pajak_rokok.signed",
           "pajak_rokok.agreement_on"]  # fmt: skip
    held = rules.value_or_none("health_budget_min_share", date(year, 1, 1)) is not None
    health = ["health.apbd_outside_salaries_rupiah", "health.budget_rupiah"] if held else []
    return (
        Section("papers", _("Papers of the year"), _("Numbers and days of what the budget rests on."),
                ("set_on", *(f"papers.{name}.{part}" for name in PAPERS for part in ("number", "on")))),
        Section("people", _("People"), _("As planned for every month of the year; months that are known stand below."),
                (*people, *province)),
        Section("duties", _("Mandatory items"), _("What the budget sets aside, and where that can be seen."),
                (*wages, *(f"{part}.{code}" for code in duties for part in ("budgeted", "evidence")), "local_scheme",
                 *health)),
        Section("tax", _("Cigarette tax"), _("Three cases: no cut, the difference is cut, or all of it."), tuple(tax)),
        Section("history", _("Earlier years"), _("Budget of the year and what was really spent."),
                tuple(f"history.{before}.{what}" for before in range(year - YEARS_BEFORE, year)
                      for what in ("budget", "realised"))),
    )  # fmt: skip


def key_name(key: str) -> str:
    """What a value is, in words."""
    place, _dot, rest = key.partition(".")
    plain = {
        "set_on": _("Day on which the budget was set"),
        "fiscal_capacity": _("Fiscal capacity of the province"),
        "local_scheme": _("A local scheme beside JKN (Jamkesda)"),
        "people.pbpu_pemda": _("Members paid by the city (PBPU Pemda)"),
        "people.mandiri_class3_active": _("Active self-payers of class III"),
        "people.active": _("Active members of all segments"),
        "people.pbi": _("Members of the national list (PBI JK)"),
        "wage_rupiah.pemda": _("Wages of the city's staff in the year"),
        "wage_rupiah.village": _("Wages of village heads and staff in the year"),
        "pajak_rokok.realised_rupiah": _("Cigarette tax received"),
        "pajak_rokok.jkn_budget_rupiah": _("Budgeted for JKN out of it"),
        "pajak_rokok.signed": _("Agreement on the cigarette tax"),
        "pajak_rokok.agreement_on": _("Agreement signed on"),
        "health.apbd_outside_salaries_rupiah": _("Whole budget without salaries"),
        "health.budget_rupiah": _("Budget for health"),
    }
    if key in plain:
        return plain[key]
    if place in {"budgeted", "evidence"}:
        part = _("Budgeted: %(what)s") if place == "budgeted" else _("Evidence: %(what)s")
        return part % {"what": words.duty_name(rest)}
    if place == "papers":
        name, _dot, part = rest.partition(".")
        title = _("%(paper)s, number") if part == "number" else _("%(paper)s, day")
        return title % {"paper": words.paper_name(name)}
    if place == "history":
        year, _dot, what = rest.partition(".")
        return (_("Budget of %(year)s") if what == "budget" else _("Spent in %(year)s")) % {"year": year}
    return _list_name(place, rest)


def _list_name(place: str, rest: str) -> str:
    if place in {"heads", "spent"}:
        month = numbers().month(Month.parse(rest).first_day)
        return (_("Members paid in %(month)s") if place == "heads" else _("Paid for %(month)s")) % {"month": month}
    title = {"sources": _("Source %(number)s"), "changes": _("Foreseen %(number)s")}.get(place)
    return title % {"number": rest} if title else rest or place


class SheetForm(forms.Form):
    """Every value of the sheet as a field named by its key; `values()` gives them as they are kept."""

    note = forms.CharField(max_length=300, required=False)

    def __init__(self, area: str, year: int, rules: Rules, held: Mapping[str, Any], data: Any = None) -> None:
        super().__init__(data)
        self.year, self.held = year, held
        self.parts = sections(area, year, rules)
        self.fields["note"].label = _("Why this is changed")
        for part in self.parts:
            for key in part.keys:
                self.fields[key] = _field(key)
                self.fields[key].label = key_name(key)
                self.fields[key].initial = _initial(key, held.get(key))
        self.month_days = months_of(year)
        for month in self.month_days:
            self._whole(f"heads.{month:%Y-%m}", PEOPLE_MOST)
            if month.year == year:
                self._whole(f"spent.{month:%Y-%m}")
        self.source_numbers = self._rows("sources", len(SOURCES))
        self.change_numbers = self._rows("changes", 1)
        for number in self.source_numbers:
            self._source(number)
        for number in self.change_numbers:
            self._change(number)

    def _whole(self, key: str, most: int = MOST) -> None:
        self.fields[key] = WholeField(label=key_name(key), most=most)
        self.fields[key].initial = self.held.get(key)
        self._named(key, key_name(key))

    def _named(self, key: str, name: str) -> None:
        """Fields in a table are named by an attribute, not by a label beside them."""
        self.fields[key].widget.attrs["aria-label"] = name

    def _rows(self, place: str, least: int) -> tuple[int, ...]:
        """Numbers of the rows: those that are kept or sent, and some empty ones."""
        known = [int(key.split(".")[1]) for key, value in self.held.items() if key.startswith(place + ".") and value]
        sent = [int(name.split(".")[1]) for name in self.data if name.startswith(place + ".") and _is_row(name)]
        most = max([least, *(number + MORE_ROWS for number in known), *sent])
        return tuple(range(1, min(most, MOST_ROWS) + 1))

    def _source(self, number: int) -> None:
        held, key = self.held.get(f"sources.{number}") or {}, f"sources.{number}"
        usual = SOURCES[number - 1] if number <= len(SOURCES) and not self.held else ""
        choices = [("", "–"), *((name, words.source_name(name)) for name in SOURCES)]
        self.fields[f"{key}.name"] = forms.ChoiceField(choices=choices, required=False, initial=held.get("name", usual))
        self.fields[f"{key}.rupiah"] = WholeField(initial=held.get("rupiah"))
        self.fields[f"{key}.from"] = MonthField(initial=held.get("from"))
        for part, name in (("name", _("Source")), ("rupiah", _("Amount")), ("from", _("Usable from"))):
            self._named(f"{key}.{part}", f"{name} {number}")

    def _change(self, number: int) -> None:
        held, key = self.held.get(f"changes.{number}") or {}, f"changes.{number}"
        choices = [("", "–"), *((kind, words.change_name(kind)) for kind in CHANGES)]
        self.fields[f"{key}.kind"] = forms.ChoiceField(choices=choices, required=False, initial=held.get("kind", ""))
        self.fields[f"{key}.people"] = WholeField(signed=True, most=PEOPLE_MOST, initial=held.get("people"))
        self.fields[f"{key}.from"] = MonthField(initial=held.get("from"))
        self.fields[f"{key}.monthly"] = forms.BooleanField(required=False, initial=held.get("monthly", False))
        for part, name in (
            ("kind", _("What")), ("people", _("People")), ("from", _("From")), ("monthly", _("every month")),
        ):  # fmt: skip
            self._named(f"{key}.{part}", f"{name} {number}")

    def clean(self) -> dict[str, Any]:
        """A row with an amount has its source, one with people its kind and month."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        for number in self.source_numbers:
            key = f"sources.{number}"
            if told.get(f"{key}.rupiah") is not None and not told.get(f"{key}.name"):
                self.add_error(f"{key}.name", _("Name the source."))
        for number in self.change_numbers:
            key = f"changes.{number}"
            if told.get(f"{key}.people") and not (told.get(f"{key}.kind") and told.get(f"{key}.from")):
                self.add_error(f"{key}.kind", _("Say what is foreseen and from which month."))
        return told

    def values(self) -> dict[str, Any]:
        """Plain values by key; None where nothing is told."""
        told = self.cleaned_data
        out: dict[str, Any] = {}
        for part in self.parts:
            out |= {key: _plain(key, told.get(key)) for key in part.keys}
        for month in self.month_days:
            out[f"heads.{month:%Y-%m}"] = told.get(f"heads.{month:%Y-%m}")
            if month.year == self.year:
                out[f"spent.{month:%Y-%m}"] = told.get(f"spent.{month:%Y-%m}")
        for number in self.source_numbers:
            out[f"sources.{number}"] = self._source_value(f"sources.{number}")
        for number in self.change_numbers:
            out[f"changes.{number}"] = self._change_value(f"changes.{number}")
        return out

    def _source_value(self, key: str) -> dict[str, Any] | None:
        told = self.cleaned_data
        if told.get(f"{key}.rupiah") is None:
            return None
        first = told.get(f"{key}.from")
        month = {"from": f"{first:%Y-%m}"} if first else {}
        return {"name": told[f"{key}.name"], "rupiah": told[f"{key}.rupiah"], **month}

    def _change_value(self, key: str) -> dict[str, Any] | None:
        told = self.cleaned_data
        if not told.get(f"{key}.people"):
            return None
        return {
            "kind": told[f"{key}.kind"], "people": told[f"{key}.people"], "from": f"{told[f'{key}.from']:%Y-%m}",
            "monthly": told[f"{key}.monthly"],
        }  # fmt: skip


def _is_row(name: str) -> bool:
    parts = name.split(".")
    return len(parts) == 3 and parts[1].isdecimal() and 0 < int(parts[1]) <= MOST_ROWS


def _field(key: str) -> forms.Field:
    """The field of one value, by its key."""
    if key == "local_scheme":
        choices = [("", _("not told")), ("no", _("none")), ("yes", _("there is one"))]
        return forms.ChoiceField(choices=choices, required=False)
    if key == "pajak_rokok.signed":
        return forms.ChoiceField(choices=[("", _("not told, or signed (give the day)")), ("no", _("nobody signed"))],
                                 required=False)  # fmt: skip
    if key == "fiscal_capacity":
        choices = [("", _("not told")), *((name, name.replace("_", " ")) for name in CAPACITIES)]
        return forms.ChoiceField(choices=choices, required=False)
    if key.endswith(("_on", ".on")):
        return forms.DateField(required=False, widget=day_widget())
    if key.startswith(("evidence.", "papers.")):
        return forms.CharField(required=False, max_length=200)
    return WholeField(most=PEOPLE_MOST if key.startswith("people.") else MOST)


def _plain(key: str, value: Any) -> Any:
    """As it is kept."""
    if key == "local_scheme":
        return {"yes": True, "no": False}.get(value)
    if key == "pajak_rokok.signed":
        return False if value == "no" else None
    if isinstance(value, date):
        return value.isoformat()
    return value if value != "" else None


def _initial(key: str, value: Any) -> Any:
    """As the form shows what is kept."""
    if key == "local_scheme":
        return {True: "yes", False: "no"}.get(value, "")
    if key == "pajak_rokok.signed":
        return "no" if value is False else ""
    if isinstance(value, str) and key.endswith(("_on", ".on")):
        return date.fromisoformat(value)
    return value
