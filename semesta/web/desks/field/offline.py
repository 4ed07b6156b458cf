"""The page for offices without ODK: opened once with a network, it works without one and sends when it returns.

The page itself is the same for everybody and holds nothing: which agent it is for stands after the '#' of the address
that they were given, which no browser sends to a server. It fetches and sends as ODK Collect does (web/api/openrosa).
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from semesta.web.core.access import PUBLIC, Area, needs

if TYPE_CHECKING:
    from django.http import HttpRequest

LANGUAGES = ("id", "en")
PARTS = (
    "core/semesta.css", "core/mark.svg", "core/songket.svg", "field/offline.css", "field/store.js", "field/form.js",
    "field/xml.js", "field/sync.js", "field/offline.js", "core/fonts/source-sans-3-latin-400-normal.woff2",
    "core/fonts/source-sans-3-latin-600-normal.woff2",
)  # fmt: skip
# Where the house is, and nothing else of the device.
PERMISSIONS = "camera=(), geolocation=(self), microphone=(), payment=(), usb=()"


def _addresses() -> list[str]:
    pages = [f"{reverse('offline')}?bahasa={language}" for language in LANGUAGES]
    return [*pages, reverse("offline_manifest"), *(static(part) for part in PARTS)]


def shell_version() -> str:
    """Changes when anything that the page is made of does."""
    return hashlib.sha256("\n".join(_addresses()).encode()).hexdigest()[:12]


def _words() -> dict[str, str]:
    """What the page says by itself; {n} and the like are filled in there."""
    return {
        "title": _("Household visits"),
        "optional": _("optional"),
        "first": _("The list of houses was not fetched yet. Go where there is a network once."),
        "no_code": _("This device has no code yet. Ask the coordinator for one and scan it with the camera."),
        "no_worker": _("This browser cannot keep the page for use without a network. Use another one."),
        "no_network": _("No network. What you fill in is kept on this device and sent later."),
        "agent": _("{agent}, until {ends}"),
        "waiting": _("To be sent: {n}"),
        "sync": _("Send and refresh"),
        "sent": _("Sent: {sent}."),
        "left": _("Kept on this device until there is a network: {left}."),
        "refused": _("The server did not take {left} forms ({status}). They stay here; tell the coordinator."),
        "ended": _("The code of this device has ended. Filled forms stay here: ask the coordinator for a new code."),
        "to_visit": _("to visit"),
        "visited": _("visited"),
        "waits": _("to be sent"),
        "draft": _("begun"),
        "people": _("People of the family card"),
        "other": _("Somebody else who lives here"),
        "add_other": _("Add somebody who is not on the list"),
        "remove": _("Remove"),
        "done": _("Keep the visit"),
        "back": _("Back to the list"),
        "kept": _("Kept on this device."),
        "missing": _("{n} answers are missing or wrong. They are marked."),
        "place_take": _("Take the place"),
        "place_wait": _("Looking for satellites …"),
        "place_kept": _("Place taken"),
        "place_none": _("No place found. Try again outside, or go on without."),
        "photo_kept": _("Photo kept"),
        "photo_wrong": _("This file is no picture that can be read."),
    }


@needs(PUBLIC, area=Area.NONE)
def offline(request: HttpRequest) -> HttpResponse:
    """The page; `bahasa` chooses its language."""
    wanted = request.GET.get("bahasa", "")
    language = wanted if wanted in LANGUAGES else translation.get_language() or "id"
    with translation.override(language):
        answer = render(request, "field/offline.html", {"language": language, "words": _words()})
    answer.headers["Permissions-Policy"] = PERMISSIONS
    answer.headers["Content-Language"] = language
    return answer


@needs(PUBLIC, area=Area.NONE)
def offline_worker(request: HttpRequest) -> HttpResponse:
    """The service worker: keeps the page and its parts, answers with them when there is no network. Nothing of a
    resident is kept by it: lists and filled forms lie in the page's own database.
    """
    shell = {"version": shell_version(), "addresses": _addresses(), "page": reverse("offline")}
    text = render(request, "field/worker.txt", {"shell": json.dumps(shell)}).content
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


@needs(PUBLIC, area=Area.NONE)
def offline_manifest(request: HttpRequest) -> HttpResponse:
    """What a browser needs to put the page on the home screen."""
    return JsonResponse(
        {
            "name": _("Semesta: household visits"), "short_name": _("Visits"), "start_url": reverse("offline"),
            "scope": reverse("offline"), "display": "standalone", "background_color": "#ffffff",
            "theme_color": "#0b4f5c", "lang": translation.get_language(),
            "icons": [{"src": static("core/mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
        },
        content_type="application/manifest+json",
    )  # fmt: skip
