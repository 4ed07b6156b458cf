"""The mandatory checklist: what the law asks of the budget, what is set aside, and the paper for its evaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from semesta.flow.duty_paper import checklist_paper
from semesta.plan.duties import Checklist, checklist
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.reading import language, numbers
from semesta.web.desks.budget import words
from semesta.web.desks.budget.seen import Seen

if TYPE_CHECKING:
    from semesta.plan.duties import Duty
    from semesta.web.core.access import OfficeRequest

STATES: dict[str, c.State] = {"met": "met", "short": "unmet", "unknown": "unknown"}


@needs("budget.read", area=Area.IN_QUERY)
def duties_page(request: OfficeRequest) -> HttpResponse:
    """Every obligation with its law, formula, due, budgeted, evidence and verdict."""
    seen = Seen(request)
    page: dict[str, Any] = dict(seen.frame)
    if seen.sheet is not None:
        found = checklist(seen.sheet, seen.rules)
        page |= {
            "verdict": _verdict(found), "table": _table(found), "cut": found.cut,
            "papers": [c.Fact(words.paper_name(name), one.number or "–", numbers().day(one.on))
                       for name, one in seen.sheet.papers.items()],
        }  # fmt: skip
    return render(request, "budget/duties.html", page)


@needs("budget.read", area=Area.IN_QUERY)
def duties_paper(request: OfficeRequest) -> HttpResponse:
    """The checklist as PDF for the evaluation of the APBD: what `semesta budget --out` writes of the same sheet. The
    page where nobody wrote a sheet.
    """
    seen = Seen(request)
    if seen.sheet is None:
        return render(request, "budget/duties.html", seen.frame)
    made = checklist_paper(checklist(seen.sheet, seen.rules), seen.name, seen.sheet.papers)
    answer = HttpResponse(made, content_type="application/pdf")
    name = f"daftar-periksa-jkn-{seen.area}-{seen.year}.pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _verdict(found: Checklist) -> c.Verdict:
    """All obligations that apply, as conditions of one verdict."""
    told = numbers()
    applies = [one for one in found.duties if one.verdict != "not_applicable"]
    counts = {state: sum(one.verdict == state for one in applies) for state in ("met", "short", "unknown")}
    sentence = _("%(met)s of %(every)s obligations are met, %(short)s are not, %(unknown)s are not known.") % {
        **counts, "every": len(applies),
    }  # fmt: skip
    lines = [
        c.Condition(
            words.duty_name(one.code), told.rupiah(one.due) if one.due is not None else _asked(one),
            told.rupiah(one.budgeted) if one.budgeted is not None else _actual(one), STATES[one.verdict],
        )
        for one in applies
    ]  # fmt: skip
    return c.Verdict(
        _("Mandatory items of the budget %(year)s") % {"year": found.year}, STATES[found.verdict], sentence, lines
    )


def _asked(one: Duty) -> str:
    return {
        "pajak_rokok_agreement": _("a signed agreement"), "no_double_scheme": _("no local scheme beside JKN"),
    }.get(one.code, _("not known"))  # fmt: skip


def _actual(one: Duty) -> str:
    if one.verdict == "met":
        return _note(one) or _("so it is")
    if one.verdict == "short":
        return _note(one) or _("it is not so")
    return _("nobody told us yet")


def _note(one: Duty) -> str:
    return one.note_en if language() == "en" else one.note_id


def _table(found: Checklist) -> c.Table:
    columns = (
        c.Column(_("Obligation")), c.Column(_("Formula")), c.Column(_("To be budgeted"), "rupiah"),
        c.Column(_("Budgeted"), "rupiah"), c.Column(_("Evidence")), c.Column(_("Result")),
    )  # fmt: skip
    rows = [
        c.Row((
            c.Cell(words.duty_name(one.code), note=f"{one.law} ({_certainty(one.certainty)})"), _formula(one), one.due,
            c.Cell(one.budgeted, note=_gap(one)) if one.gap else one.budgeted, one.evidence, _badge(one),
        ))
        for one in found.duties
    ]  # fmt: skip
    return c.Table(_("Obligation by obligation"), columns, rows)


def _formula(one: Duty) -> str:
    """With its few words in the reader's language."""
    if language() == "id":
        return one.formula
    text = one.formula
    for said, meant in (
        ("orang-bulan", "person-months"), ("gaji setahun", "wages of the year"), ("realisasi", "what was received"),
        ("iuran", "contribution"), ("bantuan", "help"), ("mandiri kelas III aktif", "active class III"),
        ("APBD di luar gaji", "budget without salaries"),
    ):  # fmt: skip
        text = text.replace(said, meant)
    return text


def _gap(one: Duty) -> str:
    return _("lacks %(money)s") % {"money": numbers().rupiah(one.gap)}


def _certainty(text: str) -> str:
    return {
        "sure": _("sure"), "likely": _("likely"), "unconfirmed": _("not confirmed"),
    }[text]  # fmt: skip


def _badge(one: Duty) -> c.Cell:
    said: dict[str, tuple[str, c.Tone, str]] = {
        "met": (_("met"), "good", "check"), "short": (_("not met"), "warn", "cross"),
        "unknown": (_("not known"), "care", "question"), "not_applicable": (_("does not apply"), "quiet", "minus"),
    }  # fmt: skip
    text, tone, icon = said[one.verdict]
    return c.Cell(text, note=_note(one), tone=tone, icon=icon, badge=True)
