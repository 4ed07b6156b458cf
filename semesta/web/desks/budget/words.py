"""Names of this desk in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from semesta.flow.report.words import word
from semesta.plan.duties import TITLES
from semesta.rules.routes import route_titles
from semesta.web.core.reading import language, numbers


def source_name(name: str) -> str:
    """A source of money."""
    return {
        "apbd": _("City budget (APBD)"), "pajak_rokok": _("Cigarette tax"), "dau_sg": _("DAU specific grant (DAU-SG)"),
        "dbh_cht": _("Tobacco excise share (DBH CHT)"), "province": _("Aid of the province"),
        "unpaid": _("nobody pays"),
    }.get(name, name)  # fmt: skip


def change_name(kind: str) -> str:
    """What is foreseen of the heads."""
    return {
        "pbi_removed": _("removed from the national list (PBI)"), "absorbed": _("taken in by the city"),
        "growth": _("growth"), "births": _("births"), "deaths": _("deaths"), "left": _("moved away"),
    }.get(kind, kind)  # fmt: skip


def paper_name(name: str) -> str:
    """A paper of the year."""
    return {
        "apbd": _("Regulation that sets the budget (Perda APBD)"), "work_plan": _("Agreement or work plan with BPJS"),
        "headcount": _("Berita Acara on the headcount"), "quota": _("Decree on the quota"),
    }.get(name, name)  # fmt: skip


def duty_name(code: str) -> str:
    """An obligation."""
    return TITLES[code][language() == "en"]


def route_name(name: str) -> str:
    """A lawful route, as the routes' own file names it."""
    titles = route_titles().get(name)
    return name if titles is None else titles[language() == "en"]


def aim_name(name: str) -> str:
    """UHC Prioritas, an award, or shares given by hand."""
    if name == "given":
        return _("shares given by hand")
    if name == "award_utama_waived":
        return _("UHC Award Utama (everybody active)")
    return word(language(), "verdict", name)


def aim_of(question: dict[str, Any]) -> str:
    """What a question aims at, in a few words."""
    if question["coverage"] is not None or question["activity"] is not None:
        parts = [
            f"{title} {numbers().percent(question[name])}"
            for name, title in (("activity", _("activity")), ("coverage", _("coverage")))
            if question[name] is not None
        ]
        return ", ".join(parts)
    if question["award"]:
        award, _colon, year = question["award"].partition(":")
        return f"UHC Award {award.capitalize()} {year}".strip()
    return "UHC Prioritas"
