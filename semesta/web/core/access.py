"""What a page needs, said once where the view is written, and held to on every request."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.web.core.acting import acting, acting_of
from semesta.web.core.audit.events import note
from semesta.web.core.roles import PERMISSIONS
from semesta.web.core.scope import Scope, posts_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from semesta.web.core.models import User

    View = Callable[..., HttpResponseBase]

PUBLIC, SIGNED_IN = "public", "signed-in"
POST_IN_SESSION = "post"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Area(Enum):
    """How a page keeps to the areas of who looks."""

    NONE = "shows nothing that belongs to an area"
    IN_QUERY = "every query takes the request's scope"
    IN_ADDRESS = "the address names an area in `area_code`, which must lie within the scope"


class OfficeRequest(HttpRequest):
    """A request whose user is signed in and acts in a post."""

    user: User
    scope: Scope


@dataclass(frozen=True)
class Need:
    """What a view needs: PUBLIC, SIGNED_IN or a permission; and how it keeps to areas."""

    permission: str
    area: Area

    def __post_init__(self) -> None:
        if self.permission not in {PUBLIC, SIGNED_IN, *PERMISSIONS}:
            raise ImproperlyConfigured(f"{self.permission!r} is not a permission (roles.PERMISSIONS)")


def needs(
    permission: str, *, area: Area, one_transaction: bool = True
) -> Callable[[Callable[..., HttpResponseBase]], View]:
    """The decorated view runs only for who fulfils the need, as that actor, in one transaction when it may write.

    `one_transaction` False: it writes in short ones of its own, because it reads a long body and SQLite has one writer.
    """
    need = Need(permission, area)

    def decorate(view: Callable[..., HttpResponseBase]) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refusal = _refusal(request, need, kwargs)
            if refusal is not None:
                return refusal
            scope = scope_of(request)
            actor = str(request.user.pk or "")
            with acting(acting_of(scope, actor=actor), writes=one_transaction and request.method not in SAFE_METHODS):
                return _rendered(view(request, *args, **kwargs))

        guarded.need = need  # type: ignore[attr-defined]  # set by us on an object of others
        return guarded

    return decorate


def _rendered(response: HttpResponseBase) -> HttpResponseBase:
    """The answer with its template filled in: what a template reads from the database belongs inside the scope, too."""
    return response.render() if isinstance(response, SimpleTemplateResponse) else response


def need_of(view: Any) -> Need | None:
    """The need that a view declared; None for a view that declared none."""
    return cast("Need | None", getattr(view, "need", None))


def guarded_path(route: str, view: View, name: str) -> URLPattern:
    """An address of ours; a view without a declared need cannot have one."""
    if need_of(view) is None:
        raise ImproperlyConfigured(
            f"the view of {name!r} declares no need: decorate it with @needs(permission, area=…)"
        )
    return path(route, view, name=name)


def scope_of(request: HttpRequest) -> Scope | None:
    """The scope of the post that the user acts in; None for a stranger and for a user without a post today."""
    if not hasattr(request, "scope"):
        request.scope = _chosen_post(request)  # type: ignore[attr-defined]  # set by us on an object of others
    return cast("Scope | None", request.scope)  # type: ignore[attr-defined]  # set by us on an object of others


def posts_of_request(request: HttpRequest) -> list[Scope]:
    """Every post the signed-in user holds today."""
    if not hasattr(request, "posts"):
        request.posts = _posts_today(request) if request.user.is_authenticated else []  # type: ignore[attr-defined]  # set by us on an object of others
    return cast("list[Scope]", request.posts)  # type: ignore[attr-defined]  # set by us on an object of others


def _posts_today(request: HttpRequest) -> list[Scope]:
    """Read with the session; asked for when the user signed in with this very request, or midnight passed."""
    held, today = getattr(request.session, "holder", None), timezone.localdate()
    if held is not None and (held.user.pk, held.on) == (request.user.pk, today):
        return cast("list[Scope]", held.posts)
    return posts_of(cast("User", request.user), today)


def _chosen_post(request: HttpRequest) -> Scope | None:
    posts = posts_of_request(request)
    chosen = request.session.get(POST_IN_SESSION)
    return next((post for post in posts if post.post == chosen), posts[0] if posts else None)


def _refusal(request: HttpRequest, need: Need, arguments: dict[str, Any]) -> HttpResponseBase | None:
    """None when the need is met; a redirect to signing in for a stranger; otherwise PermissionDenied or Http404."""
    if need.permission == PUBLIC:
        return None
    if not request.user.is_authenticated:
        return _to_sign_in(request)
    if need.permission == SIGNED_IN:
        return None
    scope = scope_of(request)
    if scope is None or not scope.may(need.permission):
        note_refusal(request, need.permission)
        raise PermissionDenied(need.permission)
    if second_factor_missing(request, scope):
        messages.info(request, _("Your role needs a second factor. Set one up, then sign in again with it."))
        return redirect("mfa_index")
    if need.area is Area.IN_ADDRESS and not scope.covers(arguments["area_code"]):
        note_refusal(request, f"area {arguments['area_code']}")
        raise Http404
    return None


def second_factor_missing(request: HttpRequest, scope: Scope) -> bool:
    """The role needs a second factor and this session began without one."""
    return scope.role.second_factor and settings.SECOND_FACTOR_ASKED and not _second_factor_used(request)


def _second_factor_used(request: HttpRequest) -> bool:
    """This session began with a passkey, a code, or at the city's provider (which has its own second factor)."""
    used = get_authentication_records(request, request.user)
    return any(record.get("method") in {"mfa", "socialaccount"} for record in used)


def note_refusal(request: HttpRequest, permission: str) -> None:
    """An event of the trail: who asked for a page that their role may not open."""
    match = request.resolver_match
    scope = scope_of(request)
    with acting(acting_of(scope, actor=str(request.user.pk or ""))):
        note("page refused", key=match.view_name if match else "", facts={"needs": permission})


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Signing in, and from there back to the page asked for; a form sent without a session is not kept."""
    from django.contrib.auth.views import redirect_to_login

    if request.method in SAFE_METHODS:
        return redirect_to_login(request.get_full_path())
    return redirect("account_login")
