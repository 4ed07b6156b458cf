"""Organisations: listed and added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from semesta.web.core import actions
from semesta.web.core.access import Area, needs
from semesta.web.core.models import Organisation
from semesta.web.core.places import area_name

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.scope import Scope


class NewOrganisation(forms.ModelForm):  # type: ignore[type-arg]  # no subscript at run time
    """Name, kind and area."""

    class Meta:
        model = Organisation
        fields: ClassVar = ["name", "kind", "area_code"]

    def __init__(self, scope: Scope, *args: Any) -> None:
        super().__init__(*args)
        self.scope = scope

    def clean_area_code(self) -> str:
        """An area within the administrator's own."""
        area: str = self.cleaned_data["area_code"]
        if not self.scope.covers(area):
            raise ValidationError(_("You can add organisations only within your own area."))
        return area


@needs("office.users", area=Area.IN_QUERY)
def organisations(request: OfficeRequest) -> HttpResponse:
    """Organisations of the administrator's areas, and a form for one more."""
    form = NewOrganisation(request.scope, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.make_organisation(given["name"], given["kind"], given["area_code"])
        messages.success(request, _("The organisation is added."))
        return redirect("office_organisations")
    rows = [
        {"organisation": one, "area": area_name(one.area_code)}
        for one in request.scope.within(Organisation.objects.all())
    ]
    return render(request, "office/organisations.html", {"rows": rows, "form": form})
