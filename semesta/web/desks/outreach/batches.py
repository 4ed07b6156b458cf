"""Batches of messages: all of them with how they stand, and the form that previews one and makes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from semesta.web.casework.actions.messages import make_batch, must_be_few
from semesta.web.casework.messaging.senders import senders
from semesta.web.casework.messaging.words import FIELDS, MOST_LETTERS, TEXTS, checked_text, sms_parts, written
from semesta.web.casework.models import Outcome
from semesta.web.casework.queries.messages import batches as batches_of
from semesta.web.casework.queries.messages import counted, judged, outcomes
from semesta.web.casework.queries.outreach import RULES
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.places import area_name
from semesta.web.desks.outreach.doing import areas, attempt, shown_or_none, tabs
from semesta.web.desks.outreach.words import STATE_TONES, outcome_table, rule_title, sender_title

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.casework.models import MessageBatch
    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.published.shown import Shown
    from semesta.web.core.scope import Scope

SHOWN = 100
EXAMPLES = 2


class BatchForm(forms.Form):
    """To whom, by which way, in which words."""

    contact_rule = forms.ChoiceField(widget=forms.HiddenInput)
    area = forms.ChoiceField(label=gettext_lazy("Area"))
    sender = forms.ChoiceField(label=gettext_lazy("Sent by"))
    text = forms.CharField(
        label=gettext_lazy("Text of the message, in Indonesian"), max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 6, "lang": "id"}),
    )  # fmt: skip

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ready = [(name, str(way.title)) for name, way in senders().items() if not way.lacks()]
        for name, choices in (
            ("contact_rule", [(rule, rule_title(rule)) for rule in RULES]), ("area", areas(scope)), ("sender", ready),
        ):  # fmt: skip
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


@needs("outreach.read", area=Area.IN_QUERY)
def batches(request: OfficeRequest) -> HttpResponse:
    """The newest batches of the reader's area, and which ways of sending are set up."""
    found = list(batches_of(request.scope)[:SHOWN])
    counts = outcomes(request.scope, [one.pk for one in found])
    may = request.scope.may("outreach.send")
    table = c.Table(
        _("Batches of messages"),
        (c.Column(_("Contact list")), c.Column(_("State")), c.Column(_("Sent by")), c.Column(_("Contacts"), "whole"),
         c.Column(_("Sent"), "whole"), c.Column(_("Failed"), "whole"), c.Column(_("Held back"), "whole"),
         c.Column(_("Made"), "moment")),
        [_row(one, counts.get(one.pk, {})) for one in found],
        empty=c.Empty(_("No batch yet"), _("A batch is made by one person and released by another."),
                      reverse("outreach_batch_new") if may else "", _("Make a batch") if may else "", icon="send"),
    )  # fmt: skip
    page = {"tabs": tabs(request, "outreach_batches"), "table": table, "may": may and bool(found), "ways": _ways()}
    return render(request, "outreach/batches.html", page)


def _row(one: MessageBatch, counts: dict[tuple[str, str], int]) -> c.Row:
    def of(wanted: str) -> int:
        return sum(count for (outcome, _why), count in counts.items() if outcome == wanted)

    return c.Row(
        (
            c.Cell(rule_title(one.contact_rule), note=area_name(one.area_code)),
            c.Cell(str(one.get_state_display()), badge=True, tone=STATE_TONES[one.state]), sender_title(one.sender),
            one.contact_count, of(Outcome.SENT), of(Outcome.FAILED), of(Outcome.HELD),
            c.Cell(one.made_at, note=f"{one.made_by}, {one.made_for}"),
        ),
        url=reverse("outreach_batch", args=[one.public_id]),
    )  # fmt: skip


def _ways() -> list[dict[str, Any]]:
    """Every way of sending: ready or what it still needs."""
    return [
        {"title": way.title, "place": "" if way.lacks() else way.place(), "lacks": ", ".join(way.lacks())}
        for way in senders().values()
    ]


@needs("outreach.send", area=Area.IN_QUERY)
def batch_new(request: OfficeRequest) -> HttpResponse:
    """The form; with `preview` who would be written to and how it reads, else the batch is made. `aturan` is the
    contact list it begins with.
    """
    shown = shown_or_none(request.scope)
    rule = request.GET.get("aturan", "")
    rule = rule if rule in RULES else RULES[0]
    form = BatchForm(request.POST or None, scope=request.scope, initial={"contact_rule": rule, "text": TEXTS[rule]})
    page: dict[str, Any] = {
        "form": form, "shown": shown, "placeholders": ", ".join(f"{{{name}}}" for name in FIELDS),
        "starts": [c.Tab(rule_title(one), f"{reverse('outreach_batch_new')}?aturan={one}", one == rule)
                   for one in RULES],
    }  # fmt: skip
    if request.method == "POST" and shown is not None and form.is_valid():
        told = form.cleaned_data
        page["starts"] = [
            c.Tab(one.title, one.url, one.url.endswith(f"={told['contact_rule']}")) for one in page["starts"]
        ]
        if "preview" in request.POST:
            page["preview"] = attempt(request, lambda: _preview(shown, told))
        else:
            made = attempt(
                request,
                lambda: make_batch(
                    request.scope, shown, told["contact_rule"], told["area"], told["sender"], told["text"]
                ),
            )
            if made is not None:
                messages.success(request, _("The batch is made. A colleague releases it."))
                return redirect("outreach_batch", public_id=made.public_id)
    return render(request, "outreach/batch_new.html", page)


def _preview(shown: Shown, told: dict[str, Any]) -> dict[str, Any]:
    """How many would be written to and why others not, and how it reads; nothing is written down."""
    rule, text, now = told["contact_rule"], checked_text(told["text"]), timezone.now()
    today = timezone.localdate(now)
    must_be_few(shown, rule, told["area"])
    found = judged(shown, rule, told["area"], senders()[told["sender"]].channel, now, today)
    counts = {(str(Outcome.HELD if why else Outcome.QUEUED), why): count for why, count in counted(found).items()}
    ready = [one for one in found if not one.why] or found
    read = [written(rule, text, one.facts, today) for one in ready[:EXAMPLES]]
    return {
        "table": outcome_table(counts), "ready": counts.get((Outcome.QUEUED, ""), 0), "all": len(found),
        "examples": list(dict.fromkeys(read)), "parts": max((sms_parts(one) for one in read), default=1),
    }  # fmt: skip
