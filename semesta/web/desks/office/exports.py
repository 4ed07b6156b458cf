"""Lists that leave: one's own to fetch, colleagues' to let go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from semesta.terms.fault import Fault
from semesta.web.core import components as c
from semesta.web.core.access import Area, needs
from semesta.web.core.exports.actions import decide, fetch, may_decide
from semesta.web.core.exports.files import TYPES, csv_lines, watermark, xlsx_file
from semesta.web.core.exports.models import ExportRequest, ExportState

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.scope import Scope

SHOWN = 50
_TONES: dict[str, tuple[c.Tone, str]] = {
    "waiting": ("care", "clock"),
    "ready": ("good", "check"),
    "refused": ("warn", "cross"),
}


def _all(scope: Scope) -> QuerySet[ExportRequest]:
    return ExportRequest.objects.within(scope).select_related("requested_by", "decided_by")


def _card(one: ExportRequest) -> dict[str, Any]:
    """What the page says of one list."""
    over = one.over() and one.state != ExportState.REFUSED
    tone, icon = ("quiet", "clock") if over else _TONES[one.state]
    facts = [
        c.Fact(_("Purpose"), one.purpose),
        c.Fact(_("Rows"), one.row_count, kind="whole"),
        c.Fact(_("Columns"), ", ".join(one.columns)),
        c.Fact(_("Asked by"), one.requested_by.name, one.organisation),
        c.Fact(_("Asked at"), one.requested_at, kind="moment"),
    ]
    if one.decided_by:
        facts.append(c.Fact(_("Decided by"), one.decided_by.name, one.note))
    if one.fetched_count:
        facts.append(c.Fact(_("Fetched"), one.fetched_count, kind="whole"))
    state = _("its time is over") if over else one.get_state_display()
    return {"request": one, "facts": facts, "tone": tone, "icon": icon, "state": state,
            "ready": one.state == ExportState.READY and not over}  # fmt: skip


@needs("exports.make", area=Area.IN_QUERY)
def exports(request: OfficeRequest) -> HttpResponse:
    """One's own lists, newest first."""
    own = _all(request.scope).filter(requested_by=request.scope.user_id, organisation=request.scope.organisation_name)[
        :SHOWN
    ]
    may = request.scope.may("exports.approve")
    waiting = sum(1 for _one in _waiting(request.scope)) if may else 0
    return render(
        request, "office/exports.html", {"cards": [_card(one) for one in own], "waiting": waiting, "may": may}
    )


def _waiting(scope: Scope) -> list[ExportRequest]:
    found = _all(scope).filter(state=ExportState.WAITING, expires_at__gt=timezone.now())
    found = found.exclude(requested_by=scope.user_id).order_by("id")[:SHOWN]
    return [one for one in found if may_decide(one, scope)]


@needs("exports.approve", area=Area.IN_QUERY)
def exports_to_decide(request: OfficeRequest) -> HttpResponse:
    """Lists of colleagues that wait for a second person, oldest first."""
    cards = [_card(one) for one in _waiting(request.scope)]
    return render(request, "office/exports_to_decide.html", {"cards": cards})


def _posted(request: OfficeRequest) -> ExportRequest | None:
    token = request.POST.get("token", "")
    return _all(request.scope).filter(token=token).first()


@needs("exports.approve", area=Area.IN_QUERY)
@require_POST
def decide_export(request: OfficeRequest) -> HttpResponse:
    """`token`, `version`, `decision`=go or stop, `remark`."""
    found = _posted(request)
    if found is None or not may_decide(found, request.scope):
        messages.error(request, _("This list is not there for you to decide on."))
        return redirect("office_exports_to_decide")
    let_go, version = request.POST.get("decision") == "go", request.POST.get("version", "")
    try:
        decide(
            found, request.scope, let_go=let_go, remark=request.POST.get("remark", ""),
            version=int(version) if version.isdigit() else 0,
        )  # fmt: skip
    except Fault as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("The list may be fetched.") if let_go else _("The list does not leave."))
    return redirect("office_exports_to_decide")


@needs("exports.make", area=Area.IN_QUERY)
@require_POST
def fetch_export(request: OfficeRequest) -> HttpResponseBase:
    """The file, `format` csv or xlsx, to the person who asked for it."""
    found, kind = _posted(request), request.POST.get("format", "")
    if found is None or kind not in TYPES:
        messages.error(request, _("This list is not there for you to fetch."))
        return redirect("office_exports")
    try:
        mark = watermark(found, fetch(found, request.scope, kind), timezone.now())
        body = csv_lines(found, mark) if kind == "csv" else xlsx_file(found, mark)
    except PermissionError:
        messages.error(request, _("This list is not there for you to fetch."))
        return redirect("office_exports")
    except Fault as fault:
        messages.error(request, str(fault))
        return redirect("office_exports")
    name = f"semesta-{found.token[:8]}.{kind}"
    if kind == "xlsx":
        return FileResponse(body, as_attachment=True, filename=name, content_type=TYPES[kind])
    answer = StreamingHttpResponse(body, content_type=TYPES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
