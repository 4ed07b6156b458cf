"""Memberships: given and ended, within the administrator's own areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from semesta.web.core import actions
from semesta.web.core.access import Area, needs
from semesta.web.core.models import Membership, Organisation
from semesta.web.core.models.people import AREA_CODE, role_choices
from semesta.web.desks.office.managed import somebody_else

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.scope import Scope

office = needs("office.users", area=Area.IN_QUERY)


class NewMembership(forms.Form):
    """Role, organisation, area and last day."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=role_choices)
    organisation = forms.ModelChoiceField(label=gettext_lazy("Organisation"), queryset=Organisation.objects.none())
    area_code = forms.CharField(label=gettext_lazy("Area code"), max_length=13, required=False, validators=[AREA_CODE])
    valid_to = forms.DateField(
        label=gettext_lazy("Valid to"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, scope: Scope, *args: Any) -> None:
        super().__init__(*args)
        self.scope = scope
        self.fields["organisation"].queryset = scope.within(  # type: ignore[attr-defined]  # a ChoiceField
            Organisation.objects.filter(closed_on__isnull=True)
        )

    def clean_area_code(self) -> str:
        """An area within the administrator's own."""
        area: str = self.cleaned_data["area_code"]
        if not self.scope.covers(area):
            raise ValidationError(_("You can give posts only within your own area."))
        return area


@office
@require_POST
def give_membership(request: OfficeRequest, pk: int) -> HttpResponse:
    """The user has one more post; otherwise the page says why not."""
    user = somebody_else(request.scope, pk)
    form = NewMembership(request.scope, request.POST)
    try:
        if form.is_valid():
            given = form.cleaned_data
            actions.give_membership(
                user, given["role"], given["organisation"], given["area_code"], valid_to=given["valid_to"]
            )
            messages.success(request, _("The post is given."))
        else:
            messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
    return redirect("office_user", pk)


@office
@require_POST
def end_membership(request: OfficeRequest, pk: int) -> HttpResponse:
    """From now on the post gives nothing."""
    held = request.scope.within(Membership.objects.all()).filter(pk=pk).first()
    if held is None:
        raise Http404
    somebody_else(request.scope, held.user_id)
    actions.end_membership(held, timezone.localdate())
    messages.success(request, _("The post has ended."))
    return redirect("office_user", held.user_id)
