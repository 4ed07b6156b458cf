"""POST of a NIK; the answer is committed to the trail before it goes out. Also by the short way (core/thin.py)."""

from __future__ import annotations

import json
import re
import time
from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from semesta.web.api.asking import ProgramRequest, Refused, for_program
from semesta.web.api.eligibility.document import document
from semesta.web.api.eligibility.told import answer_of
from semesta.web.core.access import PUBLIC, Area, needs
from semesta.web.core.acting import acting_of
from semesta.web.core.audit.events import look
from semesta.web.core.clients.limits import take_one
from semesta.web.core.clients.purposes import PURPOSES, purpose_of
from semesta.web.core.published.by_nik import cover_of, remembered_number
from semesta.web.core.published.look_up import Asker
from semesta.web.core.published.shown import NothingPublished
from semesta.web.core.thin import LET_IN, LetIn, Place

if TYPE_CHECKING:
    from django.http import HttpRequest

    from semesta.web.core.access import View

ROUTE = "api/v1/eligibility"
RIGHT = "eligibility.read"
JUDGED_ANEW_SECONDS = 60
LONGEST = 200
_NIK = re.compile(r"[0-9]{16}")


def problem(refused: Refused) -> HttpResponse:
    """A refusal as RFC 9457 says it."""
    told = {"type": "about:blank", "title": refused.code, "status": refused.status, "detail": refused.sentence}
    return JsonResponse(
        told, status=refused.status, content_type="application/problem+json", headers=refused.headers
    )  # fmt: skip


@for_program("POST", right=RIGHT, says=problem)
def eligibility(request: ProgramRequest) -> HttpResponse:
    """Everybody within the program's area who has this NIK, usually one."""
    if request.content_type != "application/json":
        raise Refused(415, "not-supported", "Send application/json.")
    nik, said = _asked(request.body)
    purpose = purpose_of(said, request.purpose)
    if purpose is None:
        raise Refused(400, "value", f"purpose is one of {', '.join(PURPOSES)}.")
    if remembered_number() is None:
        raise NothingPublished("nothing shown")
    found = cover_of(request.scope, nik)
    for one in found:
        look(request, str(one.person_id), one.area_code, purpose)  # type: ignore[arg-type]  # only its scope is asked
    request.META[LET_IN] = _let_in(request, purpose)
    return HttpResponse(answer_of(found, request.caller.rights), content_type="application/json")


def _let_in(request: ProgramRequest, purpose: str) -> LetIn:
    caller = request.caller
    asker = Asker(caller.digest, caller.told, caller.scope, acting_of(caller.scope), purpose, caller.rights)
    return LetIn(asker, time.time() + JUDGED_ANEW_SECONDS, partial(take_one, caller.client_id, caller.minute_most))


def _asked(body: bytes) -> tuple[str, str | None]:
    """NIK and purpose (None for the usual one) of a body; Refused (400) says what is wrong, without quoting it."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400, "structure", "The body is no JSON.") from None
    if not isinstance(told, dict) or not {"nik"} <= set(told) <= {"nik", "purpose"}:
        raise Refused(400, "structure", "The body is an object with `nik` and, if wanted, `purpose`.")
    nik, purpose = told["nik"], told.get("purpose")
    if not (isinstance(nik, str) and _NIK.fullmatch(nik)):
        raise Refused(400, "value", "`nik` is a text of 16 digits.")
    if "purpose" in told and not (isinstance(purpose, str) and purpose in PURPOSES):
        raise Refused(400, "value", f"`purpose` is one of {', '.join(PURPOSES)}.")
    return nik, purpose


def _read(body: bytes) -> tuple[str, str] | None:
    try:
        nik, purpose = _asked(body)
    except Refused:
        return None
    return nik, purpose or ""


def _answer(found: Any, asker: Asker) -> bytes:
    return answer_of(found, asker.rights)


PLACE = Place(ROUTE, _read, LONGEST, _answer)


def _openapi(request: HttpRequest) -> HttpResponse:
    if request.method not in {"GET", "HEAD"}:
        return problem(Refused(405, "not-supported", "Use GET.", {"Allow": "GET, HEAD"}))
    return JsonResponse(document(request.build_absolute_uri("/").rstrip("/")))


openapi: View = csrf_exempt(needs(PUBLIC, area=Area.NONE)(_openapi))
