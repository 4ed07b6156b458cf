"""Whom an office administrator may manage: users whose every post lies within their areas; no programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from semesta.web.core.models import Membership, User

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from semesta.web.core.scope import Scope


def managed_users(scope: Scope) -> QuerySet[User]:
    """Users without a membership outside the scope, those without any among them; the users of programs are none."""
    inside = scope.within(Membership.objects.all()).values("pk")
    outside = Membership.objects.exclude(pk__in=inside).values("user_id")
    return User.objects.exclude(pk__in=outside).filter(api_client__isnull=True)


def managed_user(scope: Scope, pk: int) -> User:
    """That user; Http404 when there is none or it is not the administrator's to manage."""
    found = managed_users(scope).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def somebody_else(scope: Scope, pk: int) -> User:
    """That user, who is not the administrator: nobody gives themselves a post or a link."""
    if pk == scope.user_id:
        raise Http404
    return managed_user(scope, pk)
