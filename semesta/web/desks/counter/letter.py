"""The letter that the family takes along: that the patient is in care and needs cover, and which papers are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_POST

from semesta.flow.report.words import word
from semesta.web.casework.queries import episodes as asked_for
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import look
from semesta.web.core.places import area_name
from semesta.web.core.reading import moment, numbers
from semesta.web.desks.counter import words

if TYPE_CHECKING:
    from uuid import UUID

    from semesta.web.casework.models import Episode
    from semesta.web.core.access import OfficeRequest


@needs("counter.serve", area=Area.IN_QUERY)
@require_POST
def letter(request: OfficeRequest, public_id: UUID) -> HttpResponse:
    """As PDF, in Indonesian whoever asks; the look at the whole number is written down. It names no illness."""
    from semesta.flow.care_letter import care_letter

    episode = asked_for.one_episode(request.scope, public_id)
    if episode is None:
        raise Http404
    key = str(episode.person_id or f"episode {episode.pk}")
    look(request, key, episode.area_code, f"counter: letter {episode.number}", ["nik"])
    papers = [one.title for one in asked_for.papers_of(request.scope, episode, "id") if not one.held]
    with translation.override("id"):
        content = care_letter(_facts(request, episode), papers)
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="surat_{episode.number}.pdf"'
    return answer


def _facts(request: OfficeRequest, one: Episode) -> dict[str, str]:
    status = ", ".join(part for part in (word("id", "class", one.class_name), word("id", "reason", one.reason)) if part)
    file = f" (menurut berkas {numbers().month(one.month)})" if one.month else ""
    return {
        "facility": request.scope.organisation_name, "place": area_name(one.area_code[:5]),
        "day": numbers().day(timezone.localdate()), "number": one.number, "name": words.name_of(one),
        "nik": one.nik or "belum diketahui", "born": numbers().day(one.birth_on) if one.birth_on else "belum diketahui",
        "came": moment(one.admitted_at), "care": str(one.get_care_display()),
        "status": f"{status}{file}" if status else "belum diketahui",
        "route": word("id", "route", one.route) or "ditetapkan Dinas Sosial", "papers_due": moment(one.papers_due_at),
        "protected": numbers().day(one.protected_until_on) if one.protected_until_on else "",
        "run": one.run_id or "-",
    }  # fmt: skip
