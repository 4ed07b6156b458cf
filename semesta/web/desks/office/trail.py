"""The audit trail to read, entries or looks at people: filters are the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Literal

from django import forms
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.seal import ENTRIES
from semesta.web.core.models import AuditBlock, AuditEntry, Look, User
from semesta.web.core.models.audit import EntryKind
from semesta.web.desks.office.managed import managed_users

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.scope import Scope

PER_PAGE = 100
LOOK = "look"


class Wanted(forms.Form):
    """What to show; an empty field asks for everything."""

    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", "—"), *EntryKind.choices, (LOOK, _("looked at a person"))]
    )
    about = forms.CharField(label=_("About"), required=False)
    key = forms.CharField(label=_("Key"), required=False)
    user = forms.CharField(label=_("User name"), required=False)
    day_from = forms.DateField(label=_("From"), required=False)
    day_to = forms.DateField(label=_("To"), required=False)
    before = forms.IntegerField(required=False, widget=forms.HiddenInput)


@dataclass(frozen=True)
class Line:
    """One entry or look as the page shows it; `actor`: a user's number, '' for nobody."""

    number: int
    at: datetime
    actor: str
    organisation: str
    what: str
    key: str
    purpose: str
    old: str | None = None
    new: str | None = None


def _entry(one: AuditEntry) -> Line:
    return Line(one.pk, one.at, one.actor, one.organisation, f"{one.get_kind_display()}: {one.about}", one.key,
                one.purpose, one.old, one.new)  # fmt: skip


def _look(one: Look) -> Line:
    return Line(one.pk, one.at, str(one.user_id), one.organisation, str(_("looked at a person")), one.person_key,
                one.purpose, new=" · ".join(filter(None, (one.area_code, one.columns))))  # fmt: skip


def _start_of(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _of_users(username: str) -> list[str]:
    return [str(pk) for pk in User.objects.filter(username__iexact=username).values_list("pk", flat=True)]


def _filtered(rows: QuerySet[Any], wanted: dict[str, Any]) -> QuerySet[Any]:
    """Days and number, which entries and looks have alike."""
    if wanted["day_from"]:
        rows = rows.filter(at__gte=_start_of(wanted["day_from"]))
    if wanted["day_to"]:
        rows = rows.filter(at__lt=_start_of(wanted["day_to"] + timedelta(days=1)))
    if wanted["before"]:
        rows = rows.filter(id__lt=wanted["before"])
    return rows.order_by("-id")


def _entries(scope: Scope, wanted: dict[str, Any]) -> list[Line]:
    entries = _of_scope(scope).filter(**{name: wanted[name] for name in ("kind", "about", "key") if wanted[name]})
    if wanted["user"]:
        entries = entries.filter(actor__in=_of_users(wanted["user"]))
    return [_entry(one) for one in _filtered(entries, wanted)[: PER_PAGE + 1]]


def _looks(scope: Scope, wanted: dict[str, Any]) -> list[Line]:
    looks = Look.objects.within(scope)
    if wanted["key"]:
        looks = looks.filter(person_key=wanted["key"])
    if wanted["user"]:
        looks = looks.filter(user_id__in=_of_users(wanted["user"]))
    return [_look(one) for one in _filtered(looks, wanted)[: PER_PAGE + 1]]


def _of_scope(scope: Scope) -> QuerySet[AuditEntry]:
    """Everything for who sees all areas that have users; otherwise what users of the scope's areas did."""
    mine = managed_users(scope).values_list("pk", flat=True)
    if User.objects.exclude(pk__in=mine).exists():
        return AuditEntry.objects.filter(actor__in=[str(pk) for pk in mine])
    return AuditEntry.objects.all()


def _filters(form: Wanted) -> list[c.Filter]:
    """The fields of the form that people see, as they were asked for."""
    filters = []
    for one in form.visible_fields():
        choices = [c.Choice(str(value), str(text)) for value, text in getattr(one.field, "choices", ())]
        is_date = isinstance(one.field, forms.DateField)
        kind: Literal["choice", "date", "text"] = "choice" if choices else "date" if is_date else "text"
        filters.append(c.Filter(one.name, str(one.label), kind, str(one.value() or ""), choices))
    return filters


@needs("office.audit", area=Area.IN_QUERY)
def trail(request: OfficeRequest) -> HttpResponse:
    """Entries, or looks at people of the scope's areas, newest first, PER_PAGE at a time; older ones by `before`."""
    form, rows = Wanted(request.GET), []
    if form.is_valid():
        asked_for = _looks if form.cleaned_data["kind"] == LOOK else _entries
        rows = asked_for(request.scope, form.cleaned_data)
    names = dict(User.objects.filter(pk__in={row.actor for row in rows if row.actor}).values_list("pk", "username"))
    asked = request.GET.copy()
    if more := len(rows) > PER_PAGE:
        asked["before"] = str(rows[PER_PAGE - 1].number)
    listed = [{"entry": row, "who": names.get(int(row.actor)) if row.actor else ""} for row in rows[:PER_PAGE]]
    last = AuditBlock.objects.filter(over=ENTRIES).order_by("-id").only("seal", "last_id", "sealed_at").first()
    return render(
        request, "office/trail.html",
        {"filters": _filters(form), "rows": listed, "older": asked.urlencode() if more else "", "last": last},
    )  # fmt: skip
