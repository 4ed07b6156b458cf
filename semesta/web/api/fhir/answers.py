"""What FHIR answers look like, and how a request's format, body and address are read."""

from __future__ import annotations

import json
import re
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse

from semesta.web.api.asking import LARGEST_BODY, ProgramRequest, Refused, for_program
from semesta.web.api.fhir.resources.bundle import outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

    from semesta.web.api.fhir.resources.systems import Resource

    View = Callable[..., HttpResponseBase]

BASE = "fhir/r4"
FHIR_JSON = "application/fhir+json"
_KIND = f"{FHIR_JSON}; charset=utf-8"
_JSON = {FHIR_JSON, "application/json", "application/json+fhir", "text/json", "json", "*/*", "application/*", ""}
ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
IDENTITY_NUMBER = re.compile(r"(?<![0-9])(?:0[0-9]{12}|[0-9]{16})(?![0-9])")
"""13 digits from 0 on: a card number; 16: a NIK. (The time in milliseconds has 13, too, and begins with 1.)"""


def answered(resource: Resource, status: int = 200, **headers: str) -> HttpResponse:
    """A resource as JSON; `Content_Location` in `headers` is the header Content-Location."""
    content = json.dumps(resource, ensure_ascii=False, separators=(",", ":"), default=str)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(content, status=status, content_type=_KIND, headers=named)


def says(refused: Refused) -> HttpResponse:
    """A refusal as an OperationOutcome."""
    answer = answered(outcome(refused.code, refused.sentence), refused.status)
    for name, value in refused.headers.items():
        answer.headers[name] = value
    return answer


def for_fhir(
    *methods: str, right: str = "", json_only: bool = True, largest: int = LARGEST_BODY
) -> Callable[[Callable[..., HttpResponse]], View]:
    """As `for_program`, with OperationOutcomes; `json_only`: 406 when something else than JSON is wanted."""

    def decorate(view: Callable[..., HttpResponse]) -> View:
        @wraps(view)
        def checked(request: ProgramRequest, **kwargs: Any) -> HttpResponse:
            if json_only:
                check_format(request)
            return view(request, **kwargs)

        return for_program(*methods, right=right, says=says, largest=largest)(checked)

    return decorate


def base_of(request: HttpRequest) -> str:
    """The address of the server's base, without a stroke at its end."""
    return request.build_absolute_uri(f"/{BASE}")


def check_format(request: HttpRequest) -> None:
    """Refused (406) when something else than JSON is wanted."""
    wanted = request.GET.get("_format", "")
    kinds = [wanted] if wanted else request.headers.get("Accept", "").split(",")
    # A plus sign typed into an address is a blank.
    names = {kind.partition(";")[0].strip().lower().replace(" ", "+") for kind in kinds}
    if not names & _JSON:
        raise Refused(406, "not-supported", "Only JSON: application/fhir+json.")


def body_of(request: ProgramRequest) -> Any:
    """The body as JSON; Refused (415, 400)."""
    if request.content_type not in {FHIR_JSON, "application/json", "application/json+fhir"}:
        raise Refused(415, "not-supported", f"Send {FHIR_JSON}.")
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        raise Refused(400, "structure", "The body is no JSON.") from None


def prefers(request: HttpRequest, word: str) -> bool:
    """`Prefer` names this: respond-async, return=minimal, handling=strict."""
    told = request.headers.get("Prefer", "")
    return word in {one.strip().lower() for one in re.split("[,;]", told)}


def not_here(kind: str) -> Refused:
    """404: no such resource, or none that this program may see; which of both is not told."""
    return Refused(404, "not-found", f"No {kind} of this id within the area of the program.")
