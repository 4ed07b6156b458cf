"""POST of replies by a gateway, which often knows no more than an address to call: the token stands in it.

A log holds the route without the token; nothing is kept of a reply that is no STOP.
"""

from __future__ import annotations

import json
import re
import secrets
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from semesta.web.casework.actions.contact_choices import keep_stop
from semesta.web.casework.messaging.replies import replies_in, says_stop
from semesta.web.core.access import PUBLIC, Area, needs

if TYPE_CHECKING:
    from django.http import HttpRequest

    from semesta.web.core.access import View

LARGEST_BODY = 256 << 10
SHORTEST_TOKEN = 20
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{1,200}")


def _told(status: int, **told: Any) -> HttpResponse:
    return JsonResponse(told, status=status)


def _replies(request: HttpRequest, token: str) -> HttpResponse:
    """200 with how many replies came and how many said stop; 404 for another token, and where none is set up.

    GET is how WhatsApp's own service asks whether the address is ours: its `hub.challenge` is given back.
    """
    own = settings.GATEWAY_REPLY["token"]
    if len(own) < SHORTEST_TOKEN or not secrets.compare_digest(own.encode(), token.encode()):
        return _told(404, error="unknown address")
    if request.method == "GET":
        asked = request.GET.get("hub.challenge", "")
        return HttpResponse(asked if _CHALLENGE.fullmatch(asked) else "", content_type="text/plain")
    if request.method != "POST":
        return JsonResponse({"error": "use POST"}, status=405, headers={"Allow": "GET, POST"})
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        return _told(413, error="too large")
    try:
        found = replies_in(_content(request))
    except ValueError:
        return _told(400, error="neither JSON nor a form")
    stops = sorted({one.address for one in found if one.address and says_stop(one.text)})
    for address in stops:
        keep_stop(address, timezone.now())
    return _told(200, replies=len(found), stops=len(stops))


replies: View = csrf_exempt(needs(PUBLIC, area=Area.NONE, one_transaction=False)(_replies))


def _content(request: HttpRequest) -> Any:
    """The post as lists and dictionaries; ValueError when it is neither JSON nor a form."""
    if request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        return request.POST.dict()
    return json.loads(request.body)
