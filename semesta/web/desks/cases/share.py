"""Sharing cases out: a preview of who would get what, then, as previewed, the sharing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core import signing
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from semesta.web.casework.actions import cases as act
from semesta.web.casework.queries import cases as asked
from semesta.web.casework.queries.officers import PLAN_AT_MOST, Officer, Share, officers_of, share_out
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from semesta.web.casework.models import Case
    from semesta.web.core.access import OfficeRequest

USUAL_CAPACITY, LARGEST_CAPACITY = 40, 500
SALT, HOLDS_SECONDS = "semesta.cases.share", 30 * 60


@needs("cases.assign", area=Area.IN_QUERY)
def share_cases(request: OfficeRequest) -> HttpResponse:
    """GET: the picked cases (`work`) or those of the filters that nobody has, shared over officers; nothing is written.
    POST: what the preview showed is done; a case changed meanwhile is left alone and said.
    """
    if request.method == "POST":
        return _carry_out(request)
    scope, today = request.scope, timezone.localdate()
    wanted = asked.wanted_of(request.GET)
    officers, picked = officers_of(scope), _picked(request.GET.getlist("work"))
    rows = _rows(request, wanted, picked, today)
    to = request.GET.get("to", "")
    chosen = [one for one in officers if str(one.pk) == to] or officers
    capacity = LARGEST_CAPACITY if picked and len(chosen) == 1 else _capacity(request.GET.get("capacity", ""))
    shares, left = share_out(rows, chosen, capacity, any_office=bool(to))
    plan = signing.dumps({"by": scope.user_id, "plan": _plan(shares)}, salt=SALT, compress=True) if shares else ""
    return render(
        request, "cases/share.html",
        {
            "table": _table(shares), "left": left, "plan": plan, "capacity": capacity, "picked": picked, "to": to,
            "officers": officers, "narrowing": list(wanted.but().narrowing().items()), "at_most": PLAN_AT_MOST,
            "given": sum(len(one.cases) for one in shares), "back": f"{reverse('cases')}?{wanted.address}",
        },
    )  # fmt: skip


def _rows(request: OfficeRequest, wanted: asked.Wanted, picked: list[int], today: Any) -> QuerySet[Case]:
    if picked:
        return asked.listed(request.scope, asked.Wanted(), today).filter(pk__in=picked)
    return asked.listed(request.scope, wanted if wanted.who else wanted.but(who="nobody"), today)


def _picked(values: list[str]) -> list[int]:
    """Numbers of picked rows, which post `number:version`."""
    numbers = (value.split(":")[0] for value in values)
    return [int(number) for number in numbers if number.isdigit() and len(number) < 18][:500]


def _capacity(text: str) -> int:
    return min(int(text), LARGEST_CAPACITY) if text.isdigit() and len(text) < 6 else USUAL_CAPACITY


def _plan(shares: list[Share]) -> list[Any]:
    return [[one.officer.pk, one.cases] for one in shares]


def _table(shares: list[Share]) -> c.Table:
    columns = (
        c.Column(_("Officer")), c.Column(_("Office")), c.Column(_("Has"), "whole"), c.Column(_("Gets"), "whole"),
        c.Column(_("Will have"), "whole"),
    )  # fmt: skip
    rows = [_row(one.officer, one) for one in sorted(shares, key=lambda one: (one.officer.name, one.officer.pk))]
    total = (_("Together"), None, None, sum(len(one.cases) for one in shares), None)
    empty = c.Empty(_("Nothing to share out"), _("Nobody has room, or every case of the list has an officer."))
    return c.Table(_("Who would get how many"), columns, rows, None, empty, total if rows else ())


def _row(officer: Officer, share: Share) -> c.Row:
    return c.Row((officer.name, officer.post.organisation_name, officer.open_count, len(share.cases), share.after))


def _carry_out(request: OfficeRequest) -> HttpResponse:
    try:
        told = signing.loads(request.POST.get("plan", ""), salt=SALT, max_age=HOLDS_SECONDS)
    except signing.BadSignature:
        messages.warning(request, _("The preview is too old. Look at a new one."))
        return redirect("cases_share")
    if told["by"] != request.scope.user_id:
        messages.warning(request, _("The preview is somebody else's. Look at a new one."))
        return redirect("cases_share")
    given, left = act.assign_all(request.scope, [(pk, [tuple(one) for one in cases]) for pk, cases in told["plan"]])
    text = ngettext("{n} case has an officer now.", "{n} cases have an officer now.", given)
    messages.success(request, text.format(n=given))
    if left:
        text = ngettext(
            "{n} case was changed by somebody else meanwhile and stays as it is.",
            "{n} cases were changed by somebody else meanwhile and stay as they are.", left,
        )  # fmt: skip
        messages.warning(request, text.format(n=left))
    return redirect("cases")
