"""BPJS Kesehatan asked now, with the facility's own access; beside it, never instead of it, stands the file's answer.

The page is there before: the question is asked by the page itself, in the time that a clerk waits. Nothing is kept.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from semesta.peers.bpjs import PeerRefused, PeerUnreachable, membership_by_card, membership_by_nik
from semesta.terms.fault import Fault
from semesta.terms.status import ACTIVE, INACTIVE
from semesta.web.casework.actions.counter_desk import access_of
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import look
from semesta.web.desks.counter.answer import patient_of, seen

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.http import HttpResponse

    from semesta.peers.bpjs import Credentials, Membership
    from semesta.web.casework.actions.episode import Patient
    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.components import Tone

LONGEST_SECONDS = 6.0
"""So long a clerk waits; a question that takes longer ends by itself."""
_asking = ThreadPoolExecutor(max_workers=4, thread_name_prefix="bpjs")


@dataclass(frozen=True)
class Live:
    """What BPJS answered, or that it did not: in words, with source and time."""

    say: str
    tone: Tone
    source: str
    at: datetime
    more: str = ""


@needs("counter.serve", area=Area.IN_QUERY)
@require_POST
def live(request: OfficeRequest, key: int) -> HttpResponse:
    """The part of the answer page with BPJS's own answer of now; 404 for whom this clerk did not look up."""
    found = seen(request, key)
    access = access_of(request.scope.organisation_id)
    if found is None or access is None:
        raise Http404
    look(request, str(key), found.area_code, f"counter: asked {access.service}", ["nik"])
    return render(request, "counter/live.html", {"live": asked_now(access, patient_of(found, key))})


def asked_now(access: Credentials, patient: Patient) -> Live:
    """Their answer within LONGEST_SECONDS; whatever goes wrong is said, and the file stands."""
    now, today = timezone.now(), timezone.localdate()
    try:
        found = _asking.submit(_ask, access, patient, today).result(timeout=LONGEST_SECONDS)
    except (PeerUnreachable, TookTooLong):
        return Live(_("No answer now. The file's answer stands; serve all the same."), "quiet", access.peer.name, now)
    except (PeerRefused, Fault) as fault:
        say = _("No usable answer. The file's answer stands; serve all the same.")
        return Live(say, "quiet", access.peer.name, now, str(fault))
    if found is None:
        return Live(_("They know no card with this number. Serve now."), "care", access.peer.name, now)
    says = {ACTIVE: (_("Active now. Serve under JKN."), "good"), INACTIVE: (_("Not active now. Serve now."), "care")}
    say, tone = says.get(found.status, (_("They say something that is not understood. Serve now."), "care"))
    parts = (found.status_name, found.segment_name, found.class_name, found.facility_name)
    return Live(say, tone, access.peer.name, found.asked_at, ", ".join(part for part in parts if part))  # type: ignore[arg-type]  # two of the tones


def _ask(access: Credentials, patient: Patient, today: date) -> Membership | None:
    if len(patient.nik) == 16 and patient.nik.isdigit():
        return membership_by_nik(access, patient.nik, today)
    return membership_by_card(access, patient.psnoka, today)
