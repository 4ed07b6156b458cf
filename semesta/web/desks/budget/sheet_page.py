"""The sheet of a year: every value with who wrote it and when; written in the browser; its versions; as a file."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.terms.fault import Fault
from semesta.terms.month import Month
from semesta.web.casework.actions.budget import keep_sheet
from semesta.web.casework.budget_sheet import yaml_text
from semesta.web.casework.queries.budget import budget_versions
from semesta.web.casework.refusal import ChangedMeanwhile
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.reading import moment, numbers
from semesta.web.desks.budget import words
from semesta.web.desks.budget.seen import Seen
from semesta.web.desks.budget.sheet_form import SheetForm, key_name, sections

if TYPE_CHECKING:
    from collections.abc import Sequence

    from semesta.web.casework.models import BudgetValue, BudgetVersion
    from semesta.web.core.access import OfficeRequest


@needs("budget.read", area=Area.IN_QUERY)
def sheet_page(request: OfficeRequest) -> HttpResponse:
    """Values that stand (or stood in version `versi`), and every version with what it changed."""
    seen = Seen(request)
    versions = list(budget_versions(seen.scope, seen.area, seen.year))
    page: dict[str, Any] = {
        **seen.frame, "tables": _tables(seen), "versions": _versions(seen, versions),
        "newest": versions[0] if versions else None,
        "numbers": [{"number": one.number, "url": seen.url("budget_sheet", versi=one.number)} for one in versions],
    }  # fmt: skip
    return render(request, "budget/sheet.html", page)


@needs("budget.write", area=Area.IN_QUERY)
def edit_sheet(request: OfficeRequest) -> HttpResponse:
    """The form; posting it saves the next version."""
    seen = Seen(request)
    form = SheetForm(seen.area, seen.year, seen.rules, seen.values, request.POST or None)
    newest = max((row.version.number for row in seen.written), default=0)
    status = 200
    if request.method == "POST" and seen.may_write and form.is_valid():
        sent = request.POST.get("version", "0")
        try:
            made = keep_sheet(
                seen.scope, seen.area, seen.year, form.values(), version=int(sent) if sent.isdecimal() else 0,
                note=form.cleaned_data["note"], now=timezone.now(),
            )  # fmt: skip
        except ChangedMeanwhile as changed:
            messages.warning(request, changed.sentence)
            status = 409
        except Fault as fault:
            form.add_error(None, str(fault))
        else:
            said = _("The sheet is saved as version %(number)s.") % {"number": made.number} if made else _(
                "Nothing differs from what stands; nothing was saved.")  # fmt: skip
            messages.add_message(request, messages.SUCCESS if made else messages.INFO, said)
            return redirect(seen.url("budget_sheet"))
    page = {
        **seen.frame, "form": form, "version": newest, "hints": _hints(seen),
        "parts": [{"part": part, "fields": [form[key] for key in part.keys]} for part in form.parts],
        "months": [
            {"name": numbers().month(month), "heads": form[f"heads.{month:%Y-%m}"],
             "spent": form[f"spent.{month:%Y-%m}"] if month.year == seen.year else None,
             "bill": seen.bills.get(month)}
            for month in form.month_days
        ],
        "sources": [[form[f"sources.{number}.{part}"] for part in ("name", "rupiah", "from")]
                    for number in form.source_numbers],
        "changes": [[form[f"changes.{number}.{part}"] for part in ("kind", "people", "from", "monthly")]
                    for number in form.change_numbers],
    }  # fmt: skip
    return render(request, "budget/edit.html", page, status=status)


@needs("budget.read", area=Area.IN_QUERY)
def sheet_file(request: OfficeRequest) -> HttpResponse:
    """The sheet as the YAML file that `semesta budget` reads; empty but for its head where nobody wrote one."""
    seen = Seen(request)
    answer = HttpResponse(yaml_text(seen.area, seen.year, seen.values), content_type="application/yaml; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="anggaran-jkn-{seen.area}-{seen.year}.yaml"'
    return answer


def _hints(seen: Seen) -> list[c.Fact]:
    """What the published files say, to be compared with what is typed."""
    if seen.counted is None:
        return []
    month = {"month": numbers().month(seen.counted.month)}
    facts = [c.Fact(_("Active members of all segments, %(month)s") % month, seen.counted.active, kind="whole")]
    return facts + [
        c.Fact(_("Active members paid by the city, %(month)s") % {"month": numbers().month(one.month)}, one.pemda,
               kind="whole")
        for one in reversed(seen.counted_months[-12:])
    ]  # fmt: skip


def _tables(seen: Seen) -> list[c.Table]:
    """One table per section, of values that are told; who wrote each and when."""
    tables, left = [], {key: row for key, row in seen.kept.items() if row.value is not None}
    for part in sections(seen.area, seen.year, seen.rules):
        rows = [left.pop(key) for key in part.keys if key in left]
        if part.name == "people":
            tables += [_table(part.title, rows), *_lists(left)]
        else:
            tables.append(_table(part.title, rows))
    return [one for one in [*tables, _table(_("Other values"), list(left.values()))] if one.rows]


def _lists(left: dict[str, BudgetValue]) -> list[c.Table]:
    found = []
    for place, title in (
        ("sources", _("Sources of money")), ("heads", _("Members paid, month by month")),
        ("spent", _("Paid, month by month")), ("changes", _("Foreseen")),
    ):  # fmt: skip
        keys = sorted((key for key in left if key.startswith(place + ".")), key=lambda key: (len(key), key))
        found.append(_table(title, [left.pop(key) for key in keys]))
    return found


def _table(title: str, rows: Sequence[BudgetValue]) -> c.Table:
    columns = (c.Column(_("What")), c.Column(_("Value")), c.Column(_("Written by")), c.Column(_("Version"), "whole"))
    return c.Table(title, columns, [
        c.Row((
            key_name(row.key), value_text(row.key, row.value),
            c.Cell(f"{row.version.written_by.name}, {row.version.organisation}", note=moment(row.version.written_at)),
            row.version.number,
        ))
        for row in rows
    ])  # fmt: skip


def value_text(key: str, value: Any) -> str:
    """A kept value as people read it."""
    place = key.partition(".")[0]
    if value is None:
        return _("no longer told")
    if place in {"sources", "changes"}:
        return _source_text(value) if place == "sources" else _change_text(value)
    if isinstance(value, bool):
        return _yes_no(key, value)
    if key.endswith(("_on", ".on")):
        return numbers().day(date.fromisoformat(value))
    if isinstance(value, int):
        return numbers().whole(value) if place in {"people", "heads"} else numbers().rupiah(value)
    return str(value)


def _source_text(value: dict[str, Any]) -> str:
    since = value.get("from")
    told = f"{words.source_name(value['name'])}: {numbers().rupiah(value['rupiah'])}"
    return f"{told} {_since(since)}" if since else told


def _change_text(value: dict[str, Any]) -> str:
    told = f"{numbers().signed(value['people'])} {words.change_name(value['kind'])} {_since(value['from'])}"
    return _("%(change)s, every month") % {"change": told} if value.get("monthly") else told


def _since(text: str) -> str:
    return _("(from %(month)s)") % {"month": numbers().month(Month.parse(text).first_day)}


def _yes_no(key: str, value: bool) -> str:
    if key == "pajak_rokok.signed":
        return _("signed") if value else _("nobody signed")
    return _("there is one") if value else _("none")


def _versions(seen: Seen, versions: Sequence[BudgetVersion]) -> list[c.Entry]:
    """Newest first: who saved, why, what was changed from what to what."""
    before: dict[str, Any] = {}
    told: dict[int, list[str]] = {}
    for row in seen.written:
        old = before.get(row.key)
        line = f"{key_name(row.key)}: {value_text(row.key, row.value)}"
        if old is not None:
            line = _("%(line)s (before: %(value)s)") % {"line": line, "value": value_text(row.key, old)}
        told.setdefault(row.version.number, []).append(line)
        before[row.key] = row.value
    return [
        c.Entry(
            one.written_at, f"{one.written_by.name}, {one.organisation}",
            _("Version %(number)s: %(count)s values") % {"number": one.number, "count": len(told.get(one.number, []))}
            + (f". {one.note}" if one.note else ""),
            "; ".join(told.get(one.number, [])),
        )
        for one in versions
    ]  # fmt: skip
