"""Whom to tell before cover ends, by rule and by area; and where self-payers are in arrears."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from semesta.rules.load import load_rules
from semesta.web.casework.queries.outreach import RULES, area_length, arrears_by, contacts_by
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.places import VILLAGE, area_name
from semesta.web.core.published.shown import NothingPublished, shown_to
from semesta.web.desks.outreach.doing import tabs
from semesta.web.desks.outreach.heat import heat_map, told_share
from semesta.web.desks.outreach.words import rule_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from semesta.web.casework.queries.outreach import Arrears, Contacts
    from semesta.web.core.access import OfficeRequest


WORST = 8
"""So many areas stand beside the map."""


@needs("outreach.read", area=Area.IN_QUERY)
def contacts(request: OfficeRequest) -> HttpResponse:
    """Contacts within the scope of who looks: counts only, no person."""
    try:
        shown = shown_to(request.scope)
    except NothingPublished:
        return render(request, "outreach/contacts.html", {"rules": None, "tabs": tabs(request, "outreach")})
    length, wanted = area_length(shown), request.GET.get("per", "")
    fine = VILLAGE if wanted == "kelurahan" else length
    held, arrears = contacts_by(shown, length), arrears_by(shown, fine)
    place = _("Kelurahan") if length == VILLAGE else _("Kecamatan")
    small, name = load_rules().whole("small_cell_hide_below", shown.month), _("Kelurahan") if fine == VILLAGE else place
    page: dict[str, Any] = {
        "figures": [
            (_("Contacts to make"), sum(one.contacts for one in held)),
            (_("People they are about"), sum(one.people for one in held)),
            (_("Contacts with a phone number"), sum(one.phones for one in held)),
        ],
        "rules": by_rule(held), "areas": by_area(held, place), "heat": heat_map(arrears, fine, small),
        "arrears": arrears_table(arrears, name, _("Self-payers in arrears"), small),
        "worst": arrears_table(arrears, name, _("Most people in arrears"), small, WORST),
        "per": _per(length, fine), "small": small, "may_send": request.scope.may("outreach.send"),
        "tabs": tabs(request, "outreach"),
        "taken": [(one, rule_title(one)) for one in RULES if any(part.rule == one for part in held)],
        "may_download": request.scope.may("exports.make"),
        "payment": load_rules().value("reminder_before_payment", shown.month),
    }  # fmt: skip
    return render(request, "outreach/contacts.html", page)


def _per(length: int, fine: int) -> list[c.Tab]:
    """By kecamatan or by kelurahan, for who sees more than one kelurahan."""
    if length == VILLAGE:
        return []
    url = reverse("outreach")
    return [c.Tab(_("By kecamatan"), f"{url}#arrears", fine == length),
            c.Tab(_("By kelurahan"), f"{url}?per=kelurahan#arrears", fine != length)]  # fmt: skip


def by_rule(held: Sequence[Contacts]) -> c.Table:
    """One row per rule that has contacts: what to tell them, how many, how many can be called, the first day."""
    rows = []
    for rule in RULES:
        mine = [one for one in held if one.rule == rule]
        if mine:
            number, phones = sum(one.contacts for one in mine), sum(one.phones for one in mine)
            days = [one.first_due_on for one in mine if one.first_due_on]
            people = sum(one.people for one in mine)
            named = c.Cell(rule_title(rule), note=say(rule))
            rows.append(
                c.Row((named, number, people, c.Cell(phones / number, share=phones / number), min(days, default=None)))
            )
    columns = (
        c.Column(_("Why")), c.Column(_("Contacts"), "whole"), c.Column(_("People"), "whole"),
        c.Column(_("With a phone"), "percent"), c.Column(_("First day it ends"), "day"),
    )  # fmt: skip
    return c.Table(_("Contacts by rule"), columns, rows, empty=c.Empty(_("Nobody to tell in your area")))


def say(rule: str) -> str:
    """What to tell whoever is contacted."""
    return {
        "before_payment": _("Pay what is owed: the whole family card stands or falls with it."),
        "phk_ending": _("Choose the next segment before the guarantee ends."),
        "child_over_age": _("Bring the study letter, or register on your own."),
        "left_employer": _("Register as self-payer, or ask the kelurahan for help."),
        "former_pbi": _("Ask Dinsos for reactivation while the window is open."),
    }[rule]


def by_area(held: Sequence[Contacts], place: str) -> c.Table:
    """One row per area, a column per rule that has contacts; the most contacts first."""
    used = [rule for rule in RULES if any(one.rule == rule for one in held)]
    counts: dict[str, dict[str, int]] = {}
    for one in held:
        counts.setdefault(one.area_code, {})[one.rule] = one.contacts
    ordered = sorted(counts.items(), key=lambda pair: (-sum(pair[1].values()), pair[0]))
    rows = [
        c.Row((area_name(code), sum(mine.values()), *(mine.get(rule, 0) for rule in used))) for code, mine in ordered
    ]
    columns = (
        c.Column(place), c.Column(_("Contacts"), "whole"), *(c.Column(rule_title(rule), "whole") for rule in used)
    )  # fmt: skip
    return c.Table(_("Contacts by area"), columns, rows, empty=c.Empty(_("Nobody to tell in your area")))


def arrears_table(held: Sequence[Arrears], place: str, title: str, hide: int, most: int | None = None) -> c.Table:
    """One row per area with its self-payers in arrears and their share, most people first; at most `most` areas. Where
    they are fewer than `hide`, neither is told.
    """
    ordered = sorted(held, key=lambda one: (-one.arrears, one.area_code))[:most]
    rows = [
        c.Row(
            (area_name(one.area_code), one.payers, None if share is None else one.arrears, c.Cell(share, share=share))
        )
        for one in ordered
        for share in (told_share(one, hide),)
    ]
    columns = (
        c.Column(place), c.Column(_("Self-payers"), "whole"), c.Column(_("In arrears"), "whole"),
        c.Column(_("Share"), "percent"),
    )  # fmt: skip
    return c.Table(title, columns, rows, empty=c.Empty(_("No self-payer in your area")))
