"""Papers of a case: sent, given back as a download, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from semesta.terms.fault import Fault
from semesta.web.casework.actions import papers as act
from semesta.web.casework.models import CaseAttachment
from semesta.web.casework.papers import NotTaken
from semesta.web.casework.queries import cases as asked
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import note

if TYPE_CHECKING:
    from django.http import HttpResponseBase

    from semesta.web.core.access import OfficeRequest

REFUSED = {
    "size": gettext_lazy("The file is empty or larger than 10 MB."),
    "kind": gettext_lazy("Only PDF, JPG and PNG are kept. The file is something else, whatever its name says."),
    "broken": gettext_lazy("The file is not whole. Send it again, or take the photo again."),
    "active": gettext_lazy("The PDF holds a program or another file. Print it to a new PDF and send that."),
}


@needs("cases.act", area=Area.IN_QUERY)
@require_POST
def attach_paper(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The file of the field `paper` stands at the case, for the `document` named; then the case again."""
    if asked.one_case(request.scope, pk) is None:
        raise Http404
    file = request.FILES.get("paper")
    try:
        if file is None:
            raise NotTaken("size")
        act.attach(request.scope, pk, file, request.POST.get("document", ""))
    except NotTaken as refused:
        messages.error(request, REFUSED[refused.why])
    except Fault:
        messages.error(request, _("The server could not keep the file. Nothing was changed; tell your administrator."))
    else:
        messages.success(request, _("The paper stands at the case."))
    return redirect("case", pk)


@needs("cases.read", area=Area.IN_QUERY)
def paper(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The paper as a download, never shown by the browser as a page. That it was taken is an event of the trail."""
    found = _found(request, pk)
    path = act.path_of(found.sha256)
    if not path.exists():
        raise Http404
    note("paper of a case taken", key=str(found.case_id), facts={"paper": found.pk})
    answer = HttpResponse(path.read_bytes(), content_type=found.media_type)
    answer.headers["Content-Disposition"] = content_disposition_header(True, found.name)
    return answer


@needs("cases.act", area=Area.IN_QUERY)
@require_POST
def remove_paper(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The paper is gone from the case; then the case again."""
    _found(request, pk)
    case = act.remove(request.scope, pk)
    messages.success(request, _("The paper was removed; who did it stays on record."))
    return redirect("case", case)


def _found(request: OfficeRequest, pk: int) -> CaseAttachment:
    rows = CaseAttachment.objects.within(request.scope).filter(pk=pk, removed_at__isnull=True)
    found: CaseAttachment | None = rows.first()
    if found is None:
        raise Http404
    return found
