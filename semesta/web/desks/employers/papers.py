"""Letters of a case and papers that came with its acts. That one was taken is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from semesta.terms.fault import Fault
from semesta.web.casework.actions.firm_letters import note_taken, write_letter
from semesta.web.casework.actions.papers import path_of
from semesta.web.casework.models import ComplianceStep, FirmLetter
from semesta.web.casework.queries import employers as asked
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import note
from semesta.web.core.published.shown import NothingPublished, shown_to
from semesta.web.desks.employers.forms import Letter

if TYPE_CHECKING:
    from semesta.web.core.access import OfficeRequest

PDF = "application/pdf"


@needs("employers.warn", area=Area.IN_QUERY)
@require_POST
def write(request: OfficeRequest, pk: int) -> HttpResponse:
    """The letter of the next step is written; then the case, on which it stands to be taken."""
    held = asked.one_compliance(request.scope, pk)
    if held is None or not held.is_open:
        raise Http404
    form = Letter(request.POST, auto_id="letter_%s")
    if not form.is_valid():
        messages.error(request, _("The letter needs a date."))
        return redirect("employers_case", pk)
    given = form.cleaned_data
    try:
        shown = shown_to(request.scope)
        made = write_letter(
            shown, request.scope, pk, dated_on=given["dated_on"], number=given["number"], due_rupiah=given["rupiah"]
        )
    except NothingPublished as error:
        raise Http404 from error
    except Fault as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("The letter is written: {title}.").format(title=made.get_step_display()))
    return redirect("employers_case", pk)


@needs("employers.read", area=Area.IN_QUERY)
def letter(request: OfficeRequest, pk: int) -> HttpResponse:
    """The letter as it was written, as a download."""
    rows = FirmLetter.objects.within(request.scope)
    found: FirmLetter | None = rows.filter(pk=pk).first()
    if found is None or not path_of(found.sha256).exists():
        raise Http404
    note_taken(found)
    return _download(
        path_of(found.sha256).read_bytes(), PDF, f"{found.step}_{found.case_id}_{found.dated_on:%Y-%m-%d}.pdf"
    )


@needs("employers.read", area=Area.IN_QUERY)
def paper(request: OfficeRequest, pk: int) -> HttpResponse:
    """The paper that came with an act, as a download."""
    rows = ComplianceStep.objects.within(request.scope)
    found: ComplianceStep | None = rows.filter(pk=pk).exclude(sha256="").first()
    if found is None or not path_of(found.sha256).exists():
        raise Http404
    note("paper of a firm taken", key=str(found.case_id), facts={"act": found.pk, "sha256": found.sha256})
    return _download(path_of(found.sha256).read_bytes(), found.media_type, found.paper_name)


def _download(content: bytes, media_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer.headers["Content-Disposition"] = content_disposition_header(True, name)
    return answer
