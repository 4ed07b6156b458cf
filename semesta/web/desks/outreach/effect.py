"""Did it work: uptake of people reached beside comparable people, and what sessions left, by kelurahan."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from semesta.flow.home import Home
from semesta.flow.publish import read_pointer
from semesta.rules.load import load_rules
from semesta.web.casework.actions.outreach_effect import ask_effect
from semesta.web.casework.models import Basis
from semesta.web.casework.queries.outreach_effect import effects, sessions_by_area
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.places import area_name
from semesta.web.core.reading import numbers
from semesta.web.desks.outreach.doing import JOB_STATES, attempt, tabs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpResponse

    from semesta.web.casework.models import OutreachEffect
    from semesta.web.casework.queries.outreach_effect import Held
    from semesta.web.core.access import OfficeRequest

SHOWN = 12
TONES: dict[str, c.Tone] = {"worked": "good", "harmed": "warn", "unclear": "care", "unknown": "quiet"}


class EffectForm(forms.Form):
    """Who counts as reached, and between which published months."""

    basis = forms.ChoiceField(label=gettext_lazy("Who was reached"), choices=Basis.choices)
    before = forms.ChoiceField(label=gettext_lazy("Month before"))
    after = forms.ChoiceField(label=gettext_lazy("Month that shows it"))

    def __init__(self, *args: Any, months: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.isoformat(), numbers().month(one)) for one in months]
        self.fields["before"].choices = choices[1:]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["after"].choices = choices[:-1]  # type: ignore[attr-defined]  # a ChoiceField


@needs("outreach.read", area=Area.IN_QUERY)
def effect(request: OfficeRequest) -> HttpResponse:
    """The newest answers, and sessions by kelurahan. Figures of fewer people than the rule says are not told."""
    months, found = _months(), list(effects(request.scope)[:SHOWN])
    hide = load_rules().whole("small_cell_hide_below", timezone.localdate())
    may = request.scope.may("outreach.send") and len(months) > 1
    running = next((one for one in found if one.made_at is None), None)
    page = {
        "tabs": tabs(request, "outreach_effect"), "may": may, "hide": hide, "enough": len(months) > 1,
        "form": EffectForm(months=months) if may else None, "running": _job(running),
        "answers": [_answer(one, hide) for one in found if one.made_at is not None],
        "sessions": _sessions(sessions_by_area(request.scope), hide),
    }  # fmt: skip
    return render(request, "outreach/effect.html", page)


def _months() -> list[date]:
    """Published months, newest first."""
    return sorted(read_pointer(Home(settings.SEMESTA_HOME)).months, reverse=True)


def _job(held: OutreachEffect | None) -> c.Job | None:
    if held is None or held.job is None:
        return None
    title = _("Working out: %(basis)s") % {"basis": held.get_basis_display()}
    return c.Job(title, JOB_STATES[held.job.state], None, "", held.job.sentence)


@needs("outreach.send", area=Area.IN_QUERY)
@require_POST
def effect_ask(request: OfficeRequest) -> HttpResponse:
    """The question is asked; a job answers it."""
    form = EffectForm(request.POST, months=_months())
    if form.is_valid():
        told = form.cleaned_data
        before, after = date.fromisoformat(told["before"]), date.fromisoformat(told["after"])
        attempt(request, lambda: ask_effect(request.scope, told["basis"], before, after, timezone.now()))
    return redirect("outreach_effect")


# -- an answer


def _answer(held: OutreachEffect, hide: int) -> dict[str, Any]:
    """What the page says of one answer: a table of both groups and sentences."""
    told, found = numbers(), held.result
    about = {
        "basis": held.get_basis_display(), "before": told.month(held.before), "after": told.month(held.after),
        "at": held.made_at, "sentence": held.sentence,
    }  # fmt: skip
    if found is None:
        return about
    groups = [
        (_("Without active cover before: became active"), found["became"]),
        (_("Active before: stayed active"), found["stayed"]),
    ]
    rows = [_group(title, group, hide) for title, group in groups]
    columns = (
        c.Column(_("Group")), c.Column(_("People compared"), "whole"), c.Column(_("Of those reached"), "percent"),
        c.Column(_("Comparable, not reached"), "percent"), c.Column(_("Difference, in points")),
        c.Column(_("People more"), "whole"), c.Column(_("Reading")),
    )  # fmt: skip
    return about | {
        "table": c.Table(_("Uptake"), columns, rows), "named": found["named"], "unknown": found["unknown"],
        "readings": [f"{title}: {_reading(group, hide)}" for title, group in groups],
    }  # fmt: skip


def _group(title: str, group: Mapping[str, Any], hide: int) -> c.Row:
    told, compared = numbers(), group["reached"] - group["unmatched"]
    if group["difference"] is None or compared < hide or group["others"] < hide:
        why = _("too few to tell") if group["difference"] is not None else _("nobody comparable")
        return c.Row((title, None if 0 < compared < hide else compared, None, None, None, None,
                      c.Cell(why, badge=True, tone="quiet")))  # fmt: skip
    points = [told.decimal(100 * group[name], 1) for name in ("difference", "low", "high")]
    spread = _("95 %%: %(low)s to %(high)s") % {"low": points[1], "high": points[2]}
    return c.Row(
        (title, compared, group["uptake_reached"], group["uptake_others"], c.Cell(points[0], note=spread),
         c.Cell(group["gained"][1], note=_("%(low)s to %(high)s") % {
             "low": told.whole(group["gained"][0]), "high": told.whole(group["gained"][2])}),
         c.Cell(_short(group["answer"]), badge=True, tone=TONES[group["answer"]]))
    )  # fmt: skip


def _short(answer: str) -> str:
    return {"worked": _("it worked"), "harmed": _("less often active"), "unclear": _("cannot be told from chance"),
            "unknown": _("nobody comparable")}[answer]  # fmt: skip


def _reading(group: Mapping[str, Any], hide: int) -> str:
    """One sentence for anybody."""
    told, compared = numbers(), group["reached"] - group["unmatched"]
    if group["difference"] is None:
        return _("%(people)s people were reached, nobody comparable was not: it cannot be judged.") % {
            "people": told.whole(group["reached"])}  # fmt: skip
    if compared < hide or group["others"] < hide:
        return _("fewer than %(least)s people on one side: figures would tell about persons.") % {"least": hide}
    facts = {
        "reached": told.percent(group["uptake_reached"], 1), "others": told.percent(group["uptake_others"], 1),
        "low": told.whole(group["gained"][0]), "high": told.whole(group["gained"][2]),
        "people": told.whole(group["gained"][1]),
    }  # fmt: skip
    return {
        "worked": _("%(reached)s of those reached, %(others)s of comparable people. Reaching them made about %(people)s"
                    " people more active (%(low)s to %(high)s)."),
        "harmed": _("%(reached)s of those reached, %(others)s of comparable people: less often. Look at who was "
                    "reached."),
        "unclear": _("%(reached)s of those reached, %(others)s of comparable people. The difference may be chance: "
                     "reach more people, or look again in a later month."),
    }[group["answer"]] % facts  # fmt: skip


def _sessions(held: Sequence[Held], hide: int) -> c.Table:
    """Kelurahan with sessions; a score of fewer than `hide` people is not told."""
    rows = [
        c.Row(
            (area_name(one.area_code), one.sessions, one.audience, *((None, None, None) if one.asked < hide else (
                one.asked, one.before, one.after)))
        )
        for one in held
    ]  # fmt: skip
    columns = (
        c.Column(_("Kelurahan")), c.Column(_("Sessions"), "whole"), c.Column(_("People present"), "whole"),
        c.Column(_("Took the quiz"), "whole"), c.Column(_("Right before"), "percent"),
        c.Column(_("Right after"), "percent"),
    )  # fmt: skip
    return c.Table(_("Sessions by kelurahan"), columns, rows, empty=c.Empty(_("No session yet"), icon="people"))
