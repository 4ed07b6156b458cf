"""A one-time link that an office administrator handed over: the user chooses a password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from semesta.web.core import actions
from semesta.web.core.access import PUBLIC, Area, needs

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    from semesta.web.core.models import User

LINK_IN_SESSION = "one_time_link"


class NewPassword(forms.Form):
    """A password, twice, that is hard to guess."""

    password = forms.CharField(
        label=gettext_lazy("New password"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    again = forms.CharField(
        label=gettext_lazy("The same again"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, user: User, *args: Any) -> None:
        self.user = user
        super().__init__(*args)

    def clean(self) -> dict[str, Any]:
        """Both are the same and the password is strong enough."""
        given = super().clean() or {}
        if "password" in given and given["password"] != given.get("again"):
            self.add_error("again", _("The two passwords differ."))
        if "password" in given:
            try:
                validate_password(given["password"], self.user)
            except forms.ValidationError as weak:
                self.add_error("password", weak)
        return given


@needs(PUBLIC, area=Area.NONE)
def arrive(request: HttpRequest, token: str) -> HttpResponse:
    """The token moves from the address into the session, so that it stays in no history and no referrer."""
    request.session[LINK_IN_SESSION] = token
    return redirect("choose_password")


@needs(PUBLIC, area=Area.NONE)
def choose_password(request: HttpRequest) -> HttpResponse:
    """A form while the link can be used; the password is set and the link spent when it is filled in."""
    now = timezone.now()
    link = actions.open_link(request.session.get(LINK_IN_SESSION, ""), now)
    if link is None:
        return render(request, "account_desk/link_ended.html", status=410)
    form = NewPassword(link.user, request.POST or None)
    if form.is_valid() and actions.use_link(link, form.cleaned_data["password"], now):
        request.session.flush()
        messages.success(request, _("Your password is set. Sign in with it now."))
        return redirect("account_login")
    return render(
        request, "account_desk/new_password.html",
        {"form": form, "username": link.user.username, "advice": password_validators_help_texts()},
    )  # fmt: skip
