"""What a user chooses for the session: language, and the post to act in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from semesta.web.core.access import POST_IN_SESSION, PUBLIC, SIGNED_IN, Area, needs, posts_of_request
from semesta.web.core.audit.events import note
from semesta.web.core.middleware import LANGUAGE_IN_SESSION

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from semesta.web.core.access import OfficeRequest


def _back(request: HttpRequest) -> HttpResponse:
    """The page that the form named, if it is one of ours; otherwise home."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(wanted if ours else "home")


@needs(PUBLIC, area=Area.NONE)
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """The session's language is `language`; 404 for one that Semesta does not speak."""
    wanted = request.POST.get("language", "")
    if wanted not in dict(settings.LANGUAGES):
        raise Http404
    request.session[LANGUAGE_IN_SESSION] = wanted
    return _back(request)


@needs(SIGNED_IN, area=Area.NONE)
@require_POST
def choose_post(request: OfficeRequest) -> HttpResponse:
    """From the next request on the user acts in `post`; 404 for a post that is not theirs today."""
    wanted = request.POST.get("post", "")
    if wanted not in {post.post for post in posts_of_request(request)}:
        raise Http404
    request.session[POST_IN_SESSION] = wanted
    note("post chosen", key=wanted)
    return redirect("home")
