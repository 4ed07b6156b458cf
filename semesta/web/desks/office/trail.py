"""The audit trail to read: filters are the address."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from semesta.web.core.access import Area, needs
from semesta.web.core.models import AuditBlock, AuditEntry, User
from semesta.web.core.models.audit import EntryKind
from semesta.web.desks.office.managed import managed_users

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.scope import Scope

PER_PAGE = 100


class Wanted(forms.Form):
    """What to show; an empty field asks for everything."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", "—"), *EntryKind.choices])
    about = forms.CharField(label=_("About"), required=False)
    key = forms.CharField(label=_("Key"), required=False)
    user = forms.CharField(label=_("User name"), required=False)
    day_from = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    day_to = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    before = forms.IntegerField(required=False, widget=forms.HiddenInput)


def _start_of(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _filtered(entries: QuerySet[AuditEntry], wanted: dict[str, Any]) -> QuerySet[AuditEntry]:
    same = {name: wanted[name] for name in ("kind", "about", "key") if wanted[name]}
    entries = entries.filter(**same)
    if wanted["user"]:
        ids = User.objects.filter(username__iexact=wanted["user"]).values_list("pk", flat=True)
        entries = entries.filter(actor__in=[str(one) for one in ids])
    if wanted["day_from"]:
        entries = entries.filter(at__gte=_start_of(wanted["day_from"]))
    if wanted["day_to"]:
        entries = entries.filter(at__lt=_start_of(wanted["day_to"] + timedelta(days=1)))
    return entries.filter(id__lt=wanted["before"]) if wanted["before"] else entries


def _of_scope(scope: Scope) -> QuerySet[AuditEntry]:
    """Everything for who sees all areas that have users; otherwise what users of the scope's areas did."""
    mine = managed_users(scope).values_list("pk", flat=True)
    if User.objects.exclude(pk__in=mine).exists():
        return AuditEntry.objects.filter(actor__in=[str(pk) for pk in mine])
    return AuditEntry.objects.all()


@needs("office.audit", area=Area.IN_QUERY)
def trail(request: OfficeRequest) -> HttpResponse:
    """Entries, newest first, PER_PAGE at a time; older ones by `before`."""
    form = Wanted(request.GET)
    entries = _filtered(_of_scope(request.scope), form.cleaned_data) if form.is_valid() else AuditEntry.objects.none()
    rows = list(entries.order_by("-id")[: PER_PAGE + 1])
    names = dict(User.objects.filter(pk__in={row.actor for row in rows if row.actor}).values_list("pk", "username"))
    asked = request.GET.copy()
    if more := len(rows) > PER_PAGE:
        asked["before"] = str(rows[PER_PAGE - 1].pk)
    listed = [{"entry": row, "who": names.get(int(row.actor)) if row.actor else ""} for row in rows[:PER_PAGE]]
    last = AuditBlock.objects.order_by("-id").only("seal", "last_id", "sealed_at").first()
    return render(
        request, "office/trail.html",
        {"form": form, "rows": listed, "older": asked.urlencode() if more else "", "last": last},
    )  # fmt: skip
