"""The patient's number at SATUSEHAT (IHS), for a facility's own system: asked when the clerk wants it, not kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from semesta.peers.faults import PeerUnreachable
from semesta.peers.satusehat import NAME, patient_by_nik
from semesta.terms.fault import Fault
from semesta.web.casework.peers_of_home import peers_of_home
from semesta.web.core.access import Area, needs
from semesta.web.core.audit.events import look
from semesta.web.desks.counter.answer import patient_of, seen

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse

    from semesta.peers.satusehat import Credentials
    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.components import Tone

LONGEST_SECONDS, SECONDS = 6.0, 1.5
"""So long a clerk waits, and one of three tries takes."""
_asking = ThreadPoolExecutor(max_workers=2, thread_name_prefix="satusehat")


@dataclass(frozen=True)
class Told:
    """What SATUSEHAT said, or that it did not: `number` is '' when there is none."""

    say: str
    tone: Tone
    at: datetime
    number: str = ""
    more: str = ""
    source: str = NAME


@needs("counter.serve", area=Area.IN_QUERY)
@require_POST
def ihs(request: OfficeRequest, key: int) -> HttpResponse:
    """The part of the answer page with the number; 404 for whom this clerk did not look up, or where none is asked."""
    found, access = seen(request, key), peers_of_home().satusehat
    if found is None or access is None:
        raise Http404
    look(request, str(key), found.area_code, "counter: asked satusehat", ["nik"])
    return render(request, "counter/ihs.html", {"told": _told(access, patient_of(found, key).nik)})


def _told(access: Credentials, nik: str) -> Told:
    now, quick = timezone.now(), replace(access, seconds=min(access.seconds, SECONDS))
    try:
        found = _asking.submit(patient_by_nik, quick, nik).result(timeout=LONGEST_SECONDS)
    except (PeerUnreachable, TookTooLong):
        return Told(_("SATUSEHAT does not answer now. Serve all the same, ask later."), "quiet", now)
    except Fault as fault:
        return Told(_("SATUSEHAT gave no usable answer."), "quiet", now, more=str(fault))
    if found is None:
        return Told(_("SATUSEHAT knows no patient with this NIK."), "care", now)
    if found.deceased:
        return Told(
            _("SATUSEHAT says that this patient died: look at the identity card."), "care", now, found.ihs_number
        )
    if found.active is False:
        return Told(_("SATUSEHAT no longer uses this number."), "care", now, found.ihs_number)
    return Told(_("The patient's IHS number"), "good", now, found.ihs_number)
