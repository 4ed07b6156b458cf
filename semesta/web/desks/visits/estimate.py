"""What a random round says: shares with intervals beside the register's own, and in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from semesta.flow.sampling.text import place_of
from semesta.measure.estimate.share import LinkError
from semesta.terms.fault import Fault
from semesta.web.casework.models.visits import RoundKind
from semesta.web.casework.queries.rounds import estimate_of
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.places import area_name
from semesta.web.core.reading import numbers
from semesta.web.desks.visits.chart import intervals
from semesta.web.desks.visits.doing import seen_round, shown_or_none

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from semesta.flow.sampling.answers import RoundEstimate
    from semesta.measure.estimate.interval import Interval
    from semesta.web.core.access import OfficeRequest


class Compared(forms.Form):
    """A published coverage to hold against the visits, and how the search of unlisted people errs. All in per cent."""

    claim = forms.DecimalField(
        label=gettext_lazy("Published coverage, per cent"), required=False, min_value=0, max_value=200, decimal_places=2
    )
    link_missed = forms.DecimalField(
        label=gettext_lazy("Of 100 unlisted people in the register: not found there"), required=False, min_value=0,
        max_value=40, decimal_places=1,
    )  # fmt: skip
    link_wrong = forms.DecimalField(
        label=gettext_lazy("Of 100 people in no register: taken for somebody"), required=False, min_value=0,
        max_value=40, decimal_places=1,
    )  # fmt: skip


@needs("visits.read", area=Area.IN_QUERY)
def estimate(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    """The estimate of the round as it stands; 404 for a targeted round and for who sees only a part of the city."""
    held = seen_round(request.scope, public_id)
    shown = shown_or_none(request.scope)
    if held.kind != RoundKind.RANDOM or shown is None or not request.scope.covers(held.area_code):
        raise Http404
    form = Compared(request.GET or None)
    told = form.cleaned_data if form.is_bound and form.is_valid() else {}
    errors = LinkError(*(float(told.get(name) or 0) / 100 for name in ("link_missed", "link_wrong")))
    try:
        found = estimate_of(shown, held, errors)
    except Fault:
        return render(request, "visits/estimate.html", {"round": held})
    said = found.register.registered / max(found.register.residents, 1)
    claim = float(told["claim"]) / 100 if told.get("claim") else said
    return render(
        request, "visits/estimate.html",
        {
            "round": held, "found": found, "form": form, "main": _main(found), "people": _people(found),
            "areas": _areas(found), "reading": _reading(found, claim), "tone": _tone(claim, found.city.coverage),
            "drawing": _drawing(found), "areas_drawing": _areas_drawing(found),
            "answer_share": found.answered / max(found.homes + found.replacements, 1),
        },
    )  # fmt: skip


def _span(one: Interval) -> str:
    return f"{numbers().decimal(one.low * 100)}\u2013{numbers().percent(one.high)}"


def _count_span(one: Interval) -> str:
    return f"{numbers().whole(round(one.low))}\u2013{numbers().whole(round(one.high))}"


def _drawing(found: RoundEstimate) -> dict[str, Any]:
    """The shares of the city, drawn."""
    register, city = found.register, found.city
    people = max(register.residents, 1)
    lines = [
        (_("Registered"), city.coverage, register.registered / people),
        (_("Active"), city.activity, register.active / people),
    ]
    describe = _("Shares of residents found by visits with their intervals, and the register's figures.")
    wide, narrow = intervals(lines, "shares", describe)
    return {"svg": wide, "narrow": narrow, "describe": describe}


def _areas_drawing(found: RoundEstimate) -> dict[str, Any] | None:
    """Active residents by kecamatan, drawn; None where no kecamatan has a figure."""
    lines = [
        (area_name(code), one.activity, found.registers[code].active / max(found.registers[code].residents, 1))
        for code, one in found.areas.items()
    ]
    if not lines:
        return None
    describe = _("Share of active residents by kecamatan found by visits with its interval, and the register's figure.")
    wide, narrow = intervals(lines, "areas", describe)
    return {"svg": wide, "narrow": narrow, "describe": describe}


def _main(found: RoundEstimate) -> c.Table:
    city, register = found.city, found.register
    people = max(register.residents, 1)
    rows = (
        (_("Registered, of residents"), city.coverage, register.registered / people),
        (_("Active, of residents"), city.activity, register.active / people),
        (_("Active, of the registered"), city.activity_of_registered, register.active / max(register.registered, 1)),
    )
    return c.Table(
        _("Shares of those who live here"),
        (c.Column(_("What")), c.Column(_("Found by visits"), "percent"), c.Column(_("95 % interval")),
         c.Column(_("By the register"), "percent"), c.Column(_("The register's figure"))),
        [c.Row((name, one.value, _span(one), said, _placed(said, one))) for name, one, said in rows],
    )  # fmt: skip


def _placed(said: float, one: Interval) -> c.Cell:
    words: dict[str, tuple[str, c.Tone]] = {
        "above": (_("too high"), "care"), "below": (_("too low"), "care"), "within": (_("within the interval"), "good"),
    }  # fmt: skip
    text, tone = words[place_of(said, one)]
    return c.Cell(text, badge=True, tone=tone)


def _people(found: RoundEstimate) -> c.Table:
    city = found.city
    rows = (
        (_("Residents"), city.residents, None),
        (_("Live here, stand in no register"), city.missed, city.missed_share),
        (_("Stand in the register, do not live here"), city.wrong, city.wrong_share),
        (_("Residents without active cover"), city.activity.other.scaled(city.residents.value), city.activity.other),
    )
    return c.Table(
        _("People"),
        (c.Column(_("What")), c.Column(_("People"), "whole"), c.Column(_("95 % interval")), c.Column(_("Share")),
         c.Column(_("95 % interval of the share"))),
        [
            c.Row((name, round(one.value), _count_span(one), numbers().percent(share.value) if share else "–",
                   _span(share) if share else "–"))
            for name, one, share in rows
        ],
    )  # fmt: skip


def _areas(found: RoundEstimate) -> c.Table:
    rows = [
        c.Row(
            (area_name(code), one.households, one.coverage.value, _span(one.coverage), one.activity.value,
             _span(one.activity))
        )
        for code, one in found.areas.items()
    ]  # fmt: skip
    return c.Table(
        _("Kecamatan with at least 30 households that answered"),
        (c.Column(_("Kecamatan")), c.Column(_("Answered"), "whole"), c.Column(_("Registered"), "percent"),
         c.Column(_("95 % interval")), c.Column(_("Active"), "percent"), c.Column(_("95 % interval"))),
        rows,
        empty=c.Empty(_("No kecamatan has enough answers for a figure of its own."), icon="info"),
    )  # fmt: skip


def _tone(claim: float, coverage: Interval) -> c.Tone:
    return "good" if place_of(claim, coverage) == "within" else "care"


def _reading(found: RoundEstimate, claim: float) -> list[str]:
    """Sentences for anybody: what the visits mean for a published coverage."""
    city = found.city
    coverage, number = city.coverage, numbers()
    facts = {"claim": number.percent(claim), "share": number.percent(coverage.value), "span": _span(coverage)}
    first = {
        "above": _("%(claim)s is more than the visits can bear out: they found %(share)s registered (%(span)s)."),
        "below": _("%(claim)s is less than the visits found: %(share)s registered (%(span)s)."),
        "within": _("%(claim)s agrees with what the visits found: %(share)s registered (%(span)s)."),
    }[place_of(claim, coverage)]
    uncovered = coverage.other.scaled(city.residents.value)
    inactive = city.activity.other.scaled(city.residents.value)
    return [
        first % facts,
        _("That is about %(none)s residents without registration (%(none_span)s) and %(off)s without active cover "
          "(%(off_span)s).")
        % {"none": number.whole(round(uncovered.value)), "none_span": _count_span(uncovered),
           "off": number.whole(round(inactive.value)), "off_span": _count_span(inactive)},
        _("The register divides members by its own residents: who lives here and stands in no register is not in that "
          "figure, and who moved or died still is."),
        _("Nobody can count those whom both the register and the visits missed: the true number without cover may be "
          "larger."),
    ]  # fmt: skip
