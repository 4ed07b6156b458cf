"""The office's page about counters: each facility's calendar, and its own access to BPJS Kesehatan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from semesta.peers.bpjs import Credentials
from semesta.rules.care_clock import CALENDARS
from semesta.web.casework.actions import counter_desk as act
from semesta.web.casework.refusal import Refusal
from semesta.web.core.access import Area, needs
from semesta.web.desks.counter import words

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest
    from semesta.web.core.models import Organisation

SERVICES = (("vclaim", "BPJS VClaim"), ("pcare", "BPJS PCare"))
FIELDS = ("base_url", "consumer_id", "consumer_secret", "user_key", "username", "password")


@needs("office.users", area=Area.IN_QUERY)
def setting(request: OfficeRequest) -> HttpResponse:
    """Facilities of the administrator's areas; POST changes one. A secret that was entered is never shown again."""
    every = act.facilities(request.scope)
    if request.method == "POST":
        return _changed(request, every)
    rows = [(one, getattr(one, "counter_desk", None)) for one in every]
    chosen = next((row for row in rows if str(row[0].pk) == request.GET.get("faskes", "")), None)
    page = {
        "rows": rows, "chosen": chosen, "services": SERVICES,
        "calendars": [("", _("as the rule says")), *((name, words.calendar_title(name)) for name in CALENDARS)],
    }  # fmt: skip
    return render(request, "counter/setting.html", page)


def _changed(request: OfficeRequest, every: list[Organisation]) -> HttpResponse:
    posted = request.POST
    one = next((one for one in every if str(one.pk) == posted.get("facility", "")), None)
    if one is None:
        messages.error(request, _("There is no such facility within your area."))
        return redirect("counter_setting")
    try:
        if posted.get("do") == "calendar":
            act.set_calendar(request.scope, one, posted.get("calendar", ""))
        elif posted.get("do") == "remove":
            act.set_access(request.scope, one, None)
        else:
            act.set_access(request.scope, one, _access(request))
        messages.success(request, _("Saved."))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect(f"{reverse('counter_setting')}?faskes={one.pk}")


def _access(request: OfficeRequest) -> Credentials:
    given = {name: request.POST.get(name, "").strip()[:300] for name in FIELDS}
    service = request.POST.get("service", "")
    needed = FIELDS if service == "pcare" else FIELDS[:4]
    if service not in dict(SERVICES) or not all(given[name] for name in needed):
        raise Refusal(_("Fill in every field; user name and password are for PCare alone."))
    return Credentials(
        service, given["base_url"], given["consumer_id"], given["consumer_secret"], given["user_key"],
        given["username"], given["password"],
    )  # fmt: skip
