"""Users: listed, made, disabled and enabled, given a one-time link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from semesta.web.core import actions
from semesta.web.core.access import Area, needs
from semesta.web.core.models import Membership, User
from semesta.web.core.places import area_name
from semesta.web.core.roles import ROLES
from semesta.web.desks.office.managed import managed_user, managed_users, somebody_else
from semesta.web.desks.office.memberships import NewMembership

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest

PER_PAGE = 50
office = needs("office.users", area=Area.IN_QUERY)


class NewUser(forms.ModelForm):  # type: ignore[type-arg]  # no subscript at run time
    """User name and full name; the password comes by one-time link."""

    class Meta:
        model = User
        fields: ClassVar = ["username", "name"]


def _membership_row(held: Membership, today: Any) -> dict[str, Any]:
    role = ROLES.get(held.role)
    return {
        "membership": held,
        "role": role.title if role else held.role,
        "area": area_name(held.area_code),
        "in_force": held.valid_from <= today and (held.valid_to is None or held.valid_to >= today),
    }


@office
def users(request: OfficeRequest) -> HttpResponse:
    """Users whom the administrator may manage; `q` looks into names, `status` is active, disabled or empty."""
    rows = managed_users(request.scope)
    wanted, status = request.GET.get("q", "").strip(), request.GET.get("status", "")
    if wanted:
        rows = rows.filter(Q(username__icontains=wanted) | Q(name__icontains=wanted))
    if status in {"active", "disabled"}:
        rows = rows.filter(is_active=status == "active")
    page = Paginator(rows.prefetch_related("memberships__organisation"), PER_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    listed = [{"user": one, "posts": [_membership_row(held, today) for held in one.memberships.all()]} for one in page]
    return render(request, "office/users.html", {"page": page, "rows": listed, "q": wanted, "status": status})


@office
def add_user(request: OfficeRequest) -> HttpResponse:
    """A form; then the new user's page, where posts are given and a link is issued."""
    form = NewUser(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.make_user(form.cleaned_data["username"], form.cleaned_data["name"])
        return redirect("office_user", made.pk)
    return render(request, "office/add_user.html", {"form": form})


@office
def user_page(request: OfficeRequest, pk: int) -> HttpResponse:
    """One user with posts past and present."""
    user, today = managed_user(request.scope, pk), timezone.localdate()
    held = [_membership_row(one, today) for one in user.memberships.select_related("organisation")]
    return render(
        request, "office/user.html",
        {"shown": user, "held": held, "form": NewMembership(request.scope), "self": pk == request.scope.user_id},
    )  # fmt: skip


@office
@require_POST
def issue_link(request: OfficeRequest, pk: int) -> HttpResponse:
    """Shows, this once, a link with which the user sets a password. Who issued it for whom stands in the trail."""
    user = somebody_else(request.scope, pk)
    token = actions.issue_link(user, request.user, timezone.now())
    address = request.build_absolute_uri(reverse("one_time_link", args=[token]))
    return render(
        request, "office/link.html", {"shown": user, "address": address, "hours": actions.LINK_HOLDS.days * 24}
    )


@office
@require_POST
def switch_user(request: OfficeRequest, pk: int) -> HttpResponse:
    """`active`=0: the user cannot sign in and is signed out everywhere; 1: may sign in again."""
    user = somebody_else(request.scope, pk)
    if request.POST.get("active") == "1":
        actions.enable_user(user)
        messages.success(request, _("The user may sign in again."))
    else:
        actions.disable_user(user)
        messages.success(request, _("The user is disabled and signed out everywhere."))
    return redirect("office_user", pk)
