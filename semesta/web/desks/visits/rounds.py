"""All rounds of the city, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from semesta.web.casework.models.visits import RoundKind, RoundState
from semesta.web.casework.queries.rounds import Progress, progress_of, rounds_of
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.reading import numbers

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.casework.models import Round
    from semesta.web.core.access import OfficeRequest

SHOWN = 100
NOTHING = Progress(0, 0, 0, 0, 0, 0, 0)
TONES: dict[str, c.Tone] = {RoundState.DRAWN: "info", RoundState.FIELD: "care", RoundState.CLOSED: "quiet"}


@needs("visits.read", area=Area.IN_QUERY)
def rounds(request: OfficeRequest) -> HttpResponse:
    """The newest rounds with how far each is in the reader's area."""
    found = list(rounds_of(request.scope)[:SHOWN])
    far = progress_of(request.scope, found)
    may = request.scope.may("visits.plan")
    empty = c.Empty(
        _("No round of visits yet"),
        _("A random round tells how many residents are truly covered; a targeted one goes where people wait."),
        reverse("visits_new") if may else "", _("Draw a round") if may else "", icon="visit",
    )  # fmt: skip
    table = c.Table(
        _("Rounds of visits"),
        (c.Column(_("Round")), c.Column(_("Kind of round")), c.Column(_("State")), c.Column(_("First day"), "day"),
         c.Column(_("Last day"), "day"), c.Column(_("Households to visit"), "whole"), c.Column(_("Visited"), "whole"),
         c.Column(_("Answered"), "whole")),
        tuple(_row(one, far.get(one.pk, NOTHING)) for one in found),
        empty=empty,
    )  # fmt: skip
    return render(request, "visits/rounds.html", {"table": table, "may": may, "any": bool(found)})


def _row(one: Round, far: Progress) -> c.Row:
    kind = c.Cell(
        str(one.get_kind_display()), note=str(one.get_design_display()) if one.kind == RoundKind.RANDOM else ""
    )
    state = c.Cell(str(one.get_state_display()), badge=True, tone=TONES[one.state])
    return c.Row(
        (c.Cell(one.name, note=numbers().month(one.month)), kind, state, one.starts_on, one.ends_on, far.to_visit,
         far.visited, far.answered),
        url=reverse("visits_round", args=[one.public_id]),
    )  # fmt: skip
