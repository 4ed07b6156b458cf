"""Two pages of the bench: one that looks somebody up by NIK and writes the look down, and one that does nothing."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse

from semesta.web.core.access import SIGNED_IN, Area, OfficeRequest, guarded_path, needs
from semesta.web.core.audit.events import look
from semesta.web.core.published.by_nik import cover_of
from semesta.web.site.urls import urlpatterns as ours


@needs("counter.serve", area=Area.IN_QUERY)
def look_up(request: OfficeRequest) -> HttpResponse:
    """The NIK comes in the body, never in the address."""
    found = cover_of(request.scope, request.body.decode())
    for one in found:
        look(request, str(one.person_id), one.area_code, "bench")
    return JsonResponse({"found": bool(found), "cover": [[one.class_name, one.segment, one.status] for one in found]})


@needs(SIGNED_IN, area=Area.NONE)
def nothing(request: OfficeRequest) -> HttpResponse:
    """A page through every middleware that asks nothing of its own."""
    # A body that nobody reads makes the server close the connection.
    return JsonResponse({"found": False, "said": len(request.body)})


urlpatterns = [
    guarded_path("cari/", look_up, "bench_look_up"),
    guarded_path("kosong/", nothing, "bench_nothing"),
    *ours,
]
