"""The counter when Semesta itself cannot be reached: what a clerk writes down waits on the device and is sent once.

The page is the same for everybody and holds nothing. Opened once with a network, the browser answers with it whenever
an address of the counter cannot be reached. What is written down is kept encrypted in the page's own database, and of
it only the episode's number stays when the server has it.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from semesta.web.casework.actions import episode as act
from semesta.web.casework.models import Care, Identity
from semesta.web.casework.refusal import Refusal
from semesta.web.core.access import PUBLIC, Area, needs
from semesta.web.core.audit.events import look
from semesta.web.core.published.shown import NothingPublished, shown_to
from semesta.web.core.published.tables.models import Person
from semesta.web.desks.counter.answer import Seen, patient_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from semesta.web.casework.actions.episode import Patient
    from semesta.web.core.access import OfficeRequest

LANGUAGES = ("id", "en")
PARTS = (
    "core/semesta.css", "core/mark.svg", "core/songket.svg", "counter/offline.css", "counter/store.js",
    "counter/send.js", "counter/offline.js", "core/fonts/source-sans-3-latin-400-normal.woff2",
    "core/fonts/source-sans-3-latin-600-normal.woff2",
)  # fmt: skip
LARGEST = 10_000


def _addresses() -> list[str]:
    pages = [f"{reverse('counter_offline')}?bahasa={language}" for language in LANGUAGES]
    return [*pages, *(static(part) for part in PARTS)]


def _words() -> dict[str, str]:
    """What the page says by itself; {n} and the like are filled in there."""
    return {
        "no_network": _("Semesta cannot be reached. What you write down waits on this device and is sent later."),
        "network": _("Semesta can be reached again."),
        "sign_in": _("Sign in to Semesta in this browser; what waits here is sent then."),
        "kept": _("Written down. Serve the patient."),
        "waits": _("waits to be sent"),
        "sent": _("sent"),
        "refused": _("not taken: {why}"),
        "nobody": _("Nothing waits on this device."),
        "need": _("Write a NIK of 16 digits, a name, or how to recognise the patient."),
        "no_store": _("This browser cannot keep anything safely. Write it on paper."),
    }


@needs(PUBLIC, area=Area.NONE)
def offline_counter(request: HttpRequest) -> HttpResponse:
    """The page; `bahasa` chooses its language."""
    wanted = request.GET.get("bahasa", "")
    language = wanted if wanted in LANGUAGES else translation.get_language() or "id"
    with translation.override(language):
        page = {"language": language, "words": _words(), "cares": Care.choices}
        answer = render(request, "counter/offline.html", page)
    answer.headers["Content-Language"] = language
    return answer


@needs(PUBLIC, area=Area.NONE)
def offline_worker(request: HttpRequest) -> HttpResponse:
    """The service worker of the counter's addresses: answers with the page when the network does not."""
    addresses = _addresses()
    version = hashlib.sha256("\n".join(addresses).encode()).hexdigest()[:12]
    shell = {
        "version": version,
        "addresses": addresses,
        "page": reverse("counter_offline"),
        "scope": reverse("counter"),
    }
    return render(
        request, "counter/worker.txt", {"shell": json.dumps(shell)}, content_type="text/javascript; charset=utf-8"
    )


@needs("counter.serve", area=Area.IN_QUERY)
def offline_send(request: OfficeRequest) -> HttpResponse:
    """GET: what a device needs to send. POST: one patient that it kept; sent twice, it is the same episode."""
    scope = request.scope
    if request.method != "POST":
        return JsonResponse({"token": get_token(request), "facility": scope.organisation_id})
    try:
        told = _read(request)
    except (ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({"why": _("This cannot be read.")}, status=422)
    if told["facility"] not in {None, scope.organisation_id}:
        return JsonResponse({"why": _("It was written down for another facility.")}, status=409)
    came = min(told["came"], timezone.now())  # a device's clock may run ahead; nothing is lost for it
    try:
        made = act.start(scope, _patient(request, told), care=told["care"], admitted_at=came, client_id=told["id"])
    except Refusal as refusal:
        return JsonResponse({"why": refusal.sentence}, status=422)
    return JsonResponse({"number": made.number, "url": reverse("counter_episode", args=[made.public_id])})


def _read(request: OfficeRequest) -> dict[str, Any]:
    """What a device sent, every field of its kind; else one of the errors that offline_send names."""
    if len(request.body) > LARGEST:
        raise ValueError
    held = json.loads(request.body)
    texts = {name: str(held.get(name) or "").strip()[:300] for name in ("nik", "name", "description")}
    if not any(texts.values()) or held["care"] not in Care.values:
        raise ValueError
    came = datetime.fromisoformat(held["came"])
    if timezone.is_naive(came):
        raise ValueError
    facility = held.get("facility")
    return {
        **texts, "id": UUID(held["id"]), "came": came, "care": held["care"],
        "born": date.fromisoformat(held["born"]) if held.get("born") else None,
        "facility": None if facility is None else int(facility),
    }  # fmt: skip


def _patient(request: OfficeRequest, told: dict[str, Any]) -> Patient:
    """The one person of the files who has this NIK; else what was written down, to be named later."""
    area = request.scope.areas[0] if request.scope.areas else ""
    nik = "".join(one for one in told["nik"] if one.isdigit())
    if len(nik) == 16 and (known := _known(request, nik)) is not None:
        return known
    if told["name"] or len(nik) == 16:
        return act.Patient(
            identity=Identity.TYPED, area_code=area, nik=nik if len(nik) == 16 else "", name=told["name"][:200],
            birth_on=told["born"], description=told["description"],
        )  # fmt: skip
    return act.Patient(identity=Identity.UNKNOWN, area_code=area, description=told["description"] or told["nik"])


def _known(request: OfficeRequest, nik: str) -> Patient | None:
    try:
        shown = shown_to(request.scope)
    except NothingPublished:
        return None
    found = list(shown.rows(Person).filter(nik=nik).values_list("person_id", "area_code")[:2])
    if len(found) != 1:
        return None
    key, area = found[0]
    look(request, str(key), area, "counter: from a device without a network", ["nik"])
    return patient_of(Seen(shown, area), key)
