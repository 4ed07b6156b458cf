"""Forms of a case: one small form per step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from semesta.web.casework.models.cases import SAID_BY_PEOPLE, CloseReason
from semesta.web.casework.words import CLAIMS
from semesta.web.core.models.people import OrganisationKind

if TYPE_CHECKING:
    from semesta.web.casework.models import Case


def _long(label: Any, *, required: bool) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, required=required, max_length=2000, widget=area)


class StepForm(forms.Form):
    """What every step posts besides its own fields: its name and the version that the user saw."""

    step: ClassVar[str] = ""
    version = forms.IntegerField(widget=forms.HiddenInput)


class Claim(StepForm):
    """An outcome, claimed."""

    step = "claim"
    outcome = forms.ChoiceField(label=_("Outcome"), choices=list(CLAIMS.items()), widget=forms.RadioSelect)
    text = _long(_("Note"), required=False)


class Wait(StepForm):
    """What is waited for."""

    step = "wait"
    what = forms.CharField(label=_("What are you waiting for?"), max_length=200)


class HandOver(StepForm):
    """Another office's turn."""

    step = "hand_over"
    office = forms.ChoiceField(label=_("Office"), choices=OrganisationKind.choices)
    reason = forms.CharField(label=_("Why"), max_length=300)
    due_on = forms.DateField(
        label=_("Needed by"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class Close(StepForm):
    """An end that a person says."""

    step = "close"
    reason = forms.ChoiceField(label=_("Why"), choices=[])
    text = _long(_("Note"), required=False)


class Reopen(StepForm):
    """Work on a closed case again."""

    step = "reopen"
    text = _long(_("Why"), required=True)


class Note(forms.Form):
    """A note."""

    step: ClassVar[str] = "note"
    text = _long(_("Note"), required=True)


class Bare(StepForm):
    """A step with nothing to fill in."""


FORMS: dict[str, type[forms.Form]] = {
    "claim": Claim, "wait": Wait, "hand_over": HandOver, "close": Close, "reopen": Reopen, "note": Note,
    "take": Bare, "go_on": Bare,
}  # fmt: skip


def form_of(step: str, case: Case, data: Any = None) -> forms.Form:
    """The form of a step for a case; with `data`, bound. KeyError for no step."""
    kind = FORMS[step]
    form = kind(data, initial={"version": case.version}, auto_id=f"{step}_%s")
    if step == "close":
        form.fields["reason"].choices = _close_choices(case)  # type: ignore[attr-defined]  # a ChoiceField
    if step == "hand_over":
        others = [choice for choice in OrganisationKind.choices if choice[0] != case.office]
        form.fields["office"].choices = others  # type: ignore[attr-defined]  # a ChoiceField
    return form


def _close_choices(case: Case) -> list[tuple[str, Any]]:
    """`confirmed` only where a card waits to be confirmed."""
    kept = [one for one in SAID_BY_PEOPLE if one != "confirmed" or case.to_confirm]
    return [(one, CloseReason(one).label) for one in kept]


def forms_of(case: Case) -> dict[str, forms.Form]:
    """The forms of the steps that can be taken now, by name."""
    steps = ["note", *(("claim", "wait", "hand_over", "close") if case.is_open else ("reopen",))]
    if case.is_open:
        steps.append("go_on" if case.state in {"waiting", "refuted", "claimed"} else "take")
    return {step: form_of(step, case) for step in steps}
