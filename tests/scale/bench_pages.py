"""Two pages of the bench: one that looks somebody up by NIK and writes the look down, and one that does nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, JsonResponse

from semesta.web.core.access import SIGNED_IN, Area, OfficeRequest, guarded_path, needs
from semesta.web.core.thin import looks_up, thin_path
from semesta.web.site.urls import urlpatterns as ours

if TYPE_CHECKING:
    from semesta.web.core.published.by_nik import Cover


@looks_up("counter.serve", purpose="bench")
def look_up(found: list[Cover]) -> dict[str, Any]:
    """The NIK comes in the body, never in the address."""
    return {"found": bool(found), "cover": [[one.class_name, one.segment, one.status] for one in found]}


@needs(SIGNED_IN, area=Area.NONE)
def nothing(request: OfficeRequest) -> HttpResponse:
    """A page through every middleware that asks nothing of its own."""
    # A body that nobody reads makes the server close the connection.
    return JsonResponse({"found": False, "said": len(request.body)})


urlpatterns = [
    thin_path("cari/", look_up, "bench_look_up"),
    guarded_path("kosong/", nothing, "bench_nothing"),
    *ours,
]
