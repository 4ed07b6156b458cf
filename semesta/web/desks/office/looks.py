"""Looks at people: by purpose, by user, many within an hour; and the chain of the trail, checked from the page."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max
from django.db.models.functions import TruncHour
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from semesta.rules.load import load_rules
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.chain import check_database
from semesta.web.core.models import AuditEntry, Look
from semesta.web.desks.office.trail import LOOK

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest

DAYS_SHOWN = 30
ROWS = 100


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _day(text: str, otherwise: date) -> date:
    try:
        return parse_date(text) or otherwise
    except ValueError:
        return otherwise


@needs("office.audit", area=Area.IN_QUERY)
def looks(request: OfficeRequest) -> HttpResponse:
    """Looks within the scope from the day `dari` to the day `sampai` (the last 30 days)."""
    today = timezone.localdate()
    until = _day(request.GET.get("sampai", ""), today)
    since = _day(request.GET.get("dari", ""), until - timedelta(days=DAYS_SHOWN))
    seen = Look.objects.within(request.scope).filter(at__gte=_start(since), at__lt=_start(until + timedelta(days=1)))
    limit = int(load_rules().value("many_looks_per_hour_count", today))
    filters = (
        c.Filter("dari", _("From"), "date", since.isoformat()), c.Filter("sampai", _("To"), "date", until.isoformat()),
    )  # fmt: skip
    return render(
        request, "office/looks.html",
        {
            "filters": filters, "by_purpose": _by_purpose(seen), "by_user": _by_user(seen),
            "by_hour": _by_hour(seen, limit), "limit": limit,
        },
    )  # fmt: skip


def _empty() -> c.Empty:
    return c.Empty(_("Nothing in these days"), _("Choose other days."))


def _by_purpose(seen: QuerySet[Any]) -> c.Table:
    rows = seen.values("purpose").annotate(n=Count("id"), people=Count("person_key", distinct=True), last=Max("at"))
    return c.Table(
        _("By purpose"),
        (c.Column(_("Purpose")), c.Column(_("Looks"), "whole"), c.Column(_("People"), "whole"),
         c.Column(_("Last"), "moment")),
        tuple(c.Row((one["purpose"], one["n"], one["people"], one["last"])) for one in rows.order_by("-n")[:ROWS]),
        empty=_empty(),
    )  # fmt: skip


def _by_user(seen: QuerySet[Any]) -> c.Table:
    rows = seen.values("user__username", "user__name", "organisation").annotate(
        n=Count("id"), people=Count("person_key", distinct=True), last=Max("at")
    )
    return c.Table(
        _("By user"),
        (c.Column(_("User name")), c.Column(_("Organisation")), c.Column(_("Looks"), "whole"),
         c.Column(_("People"), "whole"), c.Column(_("Last"), "moment")),
        tuple(
            c.Row((c.Cell(one["user__username"], note=one["user__name"]), one["organisation"], one["n"], one["people"],
                   one["last"]), url=f"{reverse('office_trail')}?kind={LOOK}&user={one['user__username']}")
            for one in rows.order_by("-n")[:ROWS]
        ),
        empty=_empty(),
    )  # fmt: skip


def _by_hour(seen: QuerySet[Any], limit: int) -> c.Table:
    rows = seen.annotate(hour=TruncHour("at")).values("user__username", "organisation", "hour")
    rows = rows.annotate(n=Count("id"), people=Count("person_key", distinct=True)).filter(n__gte=limit)
    return c.Table(
        _("Many looks within an hour"),
        (c.Column(_("User name")), c.Column(_("Organisation")), c.Column(_("Hour"), "moment"),
         c.Column(_("Looks"), "whole"), c.Column(_("People"), "whole")),
        tuple(
            c.Row((one["user__username"], one["organisation"], one["hour"], one["n"], one["people"]))
            for one in rows.order_by("-n")[:ROWS]
        ),
        empty=c.Empty(_("Nobody looked at unusually many people")),
    )  # fmt: skip


@needs("office.audit", area=Area.NONE)
def check_trail(request: OfficeRequest) -> HttpResponse:
    """With `periksa`, the whole chain is checked now, against the seal `segel` kept elsewhere; nothing is changed."""
    kept = request.GET.get("segel", "").strip().lower()[:64]
    found = check_database(kept or None) if "periksa" in request.GET else None
    facts = []
    if found:
        facts = [
            c.Fact(_("Entries"), found.entries, kind="whole"), c.Fact(_("Looks at people"), found.looks, kind="whole"),
            c.Fact(_("Seals"), found.blocks, kind="whole"),
            c.Fact(_("Not sealed yet"), found.unsealed, kind="whole"), c.Fact(_("Last seal"), found.seal),
        ]  # fmt: skip
    return render(
        request, "office/check_trail.html",
        {"found": found, "facts": facts, "kept": kept, "entries": AuditEntry.objects.count()},
    )  # fmt: skip
