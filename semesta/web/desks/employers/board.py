"""The shared list of compliance cases: what is one's own office's turn, every step, what ran out."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from semesta.web.casework.models.employers import LADDER
from semesta.web.casework.queries import employers as asked
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.published.shown import NothingPublished, shown_to
from semesta.web.core.reading import numbers
from semesta.web.desks.employers.words import SHORT, finding_cell, state_cell, todo_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.http import HttpResponse

    from semesta.web.casework.models import ComplianceCase
    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.scope import Scope

PER_PAGE = 50
TITLES = {
    "giliran": gettext_lazy("Your turn"),
    "semua": gettext_lazy("All open"),
    "lewat": gettext_lazy("Time ran out"),
    "jalan": gettext_lazy("Time runs"),
    "baru": gettext_lazy("No letter yet"),
    **{step: SHORT[step] for step in LADDER},
    "kejari": gettext_lazy("At the prosecutor's office"),
    "selesai": gettext_lazy("Closed"),
}
ALWAYS = {"giliran", "semua", "lewat", "selesai"}
"""Lists with a tab even when they are empty."""


@needs("employers.read", area=Area.IN_QUERY)
def board(request: OfficeRequest) -> HttpResponse:
    """`daftar`: which list (the user's own turn where the role has one), `hal`: the page of it."""
    scope, today = request.scope, timezone.localdate()
    lists = asked.lists_of(scope.role.permissions, today)
    if not asked.has_turn(scope.role.permissions):
        lists.pop("giliran")
    name = request.GET.get("daftar", "")
    name = name if name in lists else next(iter(lists))
    page = _whole(request.GET.get("hal", "")) or 1
    counts = asked.counts_of(scope, lists)
    rows = asked.board(scope, lists[name], (page - 1) * PER_PAGE, PER_PAGE)
    return render(
        request, "employers/board.html",
        {
            "tabs": _tabs(lists, counts, name), "figures": _figures(scope, counts),
            "table": _table(rows, name, page, counts[name], today), "todo": _todo(scope),
        },
    )  # fmt: skip


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _tabs(lists: Iterable[str], counts: dict[str, int], active: str) -> list[c.Tab]:
    url = reverse("employers_board")
    return [
        c.Tab(str(TITLES[name]), f"{url}?daftar={name}", name == active, counts[name])
        for name in lists
        if counts[name] or name in ALWAYS or name == active
    ]


def _figures(scope: Scope, counts: dict[str, int]) -> list[tuple[str, str, str]]:
    """(label, value, what is below it)."""
    write = numbers()
    fined = counts["denda"] + counts["tmp2t"]
    figures = [
        (_("Cases that are open"), write.whole(counts["semua"]), ""),
        (_("Time ran out, next step not taken"), write.whole(counts["lewat"]), ""),
        (_("Fined or proposed for TMP2T"), write.whole(fined), ""),
    ]
    try:
        waiting = asked.candidate_count(shown_to(scope), scope)
    except NothingPublished:
        return figures
    return [(_("Firms with a finding, no case yet"), write.whole(waiting), ""), *figures]


def _todo(scope: Scope) -> str:
    """What the user's office does about these cases, in one sentence."""
    if scope.may("employers.warn"):
        return _("Your office writes the letters: a case is here when the next step of the ladder may be taken.")
    if scope.may("employers.open"):
        return _("Your office visits the firm when the first letter ran out without an answer.")
    if scope.may("employers.refuse"):
        return _("Your office decides on proposals for TMP2T, and gives services again once a case is closed.")
    if scope.may("employers.recover"):
        return _("Your office recovers what BPJS Kesehatan handed over by power of attorney (SKK).")
    return _("You see the cases of your area; other offices work on them.")


def _table(rows: list[ComplianceCase], name: str, page: int, count: int, today: date) -> c.Table:
    columns = (
        c.Column(_("Firm")), c.Column(_("Finding")), c.Column(_("Where it stands")), c.Column(_("Runs out")),
        c.Column(_("Next")), c.Column(_("Expected without cover"), "whole"),
    )  # fmt: skip
    empty = c.Empty(
        _("No case on this list"), _("Cases are opened from the list of candidates or from a firm's page."),
        reverse("employers"), _("Candidates"), "employer",
    )  # fmt: skip
    made = [
        c.Row(
            (
                c.Cell(case.name, note=case.number), finding_cell(case.finding), state_cell(case),
                c.Cell(due=case.due_on) if case.due_on and case.is_open else c.Cell(None),
                todo_of(case, today), case.expected_uncovered_count,
            ),
            reverse("employers_case", args=[case.pk]),
        )
        for case in rows
    ]  # fmt: skip
    return c.Table(str(TITLES[name]), columns, made, _page(name, page, len(made), count), empty)


def _page(name: str, page: int, rows: int, count: int) -> c.Page:
    url, first = reverse("employers_board"), (page - 1) * PER_PAGE

    def at(number: int) -> str:
        return f"{url}?{urlencode({'daftar': name, 'hal': number})}"

    following = at(page + 1) if first + rows < count else ""
    return c.Page(first + 1 if rows else 0, first + rows, count, at(page - 1) if page > 1 else "", following)
