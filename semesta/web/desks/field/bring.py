"""Forms out of a file of ODK Central or KoboToolbox: a small one at once, a large one by a worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from semesta.terms.fault import Fault
from semesta.web.casework.actions.submissions import ask_to_bring, bring
from semesta.web.casework.queries import field as asked
from semesta.web.core.access import Area, needs
from semesta.web.desks.field.job import counted, job_of
from semesta.web.desks.field.rounds import round_or_404

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest

LARGEST_FILE = 200 << 20
LARGE = 512 << 10
"""A file from this size on is taken by a worker: some thousand forms take longer than a page should."""


@needs("field.run", area=Area.IN_QUERY)
@require_POST
def bring_file(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    """The forms of an export are taken, or a worker is asked to; then the round again, with how many."""
    round_ = round_or_404(request, public_id)
    file = request.FILES.get("file")
    if file is None or not file.size or file.size > LARGEST_FILE:
        messages.error(request, _("Choose a CSV, XLSX or ZIP of at most 200 MB."))
        return redirect("field_round", public_id)
    name = (file.name or "").rpartition("/")[2]
    try:
        if file.size >= LARGE:
            ask_to_bring(request.scope, round_, name, file.chunks(), timezone.now())
            messages.info(request, _("The file is large: its forms are being read. You may leave this page."))
        else:
            messages.success(request, counted(bring(request.scope, round_, name, file.read())))
    except Fault as fault:
        messages.error(request, str(fault))
    return redirect("field_round", public_id)


@needs("field.run", area=Area.IN_QUERY)
def bring_progress(request: OfficeRequest, pk: int) -> HttpResponse:
    """How far a worker is with a file, as a part of the round's page, which is loaded anew once it is done; a page of
    its own for who opens it without scripts.
    """
    job = asked.bringing(request.scope, pk)
    if job is None:
        raise Http404
    whole = not request.htmx  # type: ignore[attr-defined]  # django_htmx
    answer = render(request, "field/bring_page.html" if whole else "field/bring_job.html", {"job": job_of(job)})
    if job.ended:
        answer.headers["HX-Refresh"] = "true"
    return answer
