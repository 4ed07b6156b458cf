"""All that changes users, memberships, organisations, sessions. Nothing else in `core` writes these tables."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.utils.dateparse import parse_datetime

from semesta.web.core.audit.events import note
from semesta.web.core.models import Membership, Organisation, ResetLink, Session, SignInFailure, User

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

LINK_HOLDS = timedelta(hours=24)


def make_organisation(name: str, kind: str, area_code: str) -> Organisation:
    """An organisation of that name; the one that is there already keeps its kind and area."""
    found = Organisation.objects.filter(name=name).first()
    if found is not None:
        return found
    made = Organisation(name=name, kind=kind, area_code=area_code)
    made.full_clean()
    made.save()
    return made


def make_user(username: str, name: str, password: str | None = None) -> User:
    """A new user; without a password they sign in first by a link that an office administrator issues."""
    user = User(username=username, name=name)
    if password is None:
        user.set_unusable_password()
    else:
        validate_password(password, user)
        user.set_password(password)
    user.full_clean()
    user.save()
    return user


def give_membership(
    user: User,
    role: str,
    organisation: Organisation,
    area_code: str,
    *,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Membership:
    """The user holds the role at the organisation in that area; ValidationError for an unknown role or bad dates."""
    held = Membership(user=user, role=role, organisation=organisation, area_code=area_code, valid_to=valid_to)
    if valid_from is not None:
        held.valid_from = valid_from
    held.full_clean()
    held.save()
    return held


def end_membership(membership: Membership, today: date) -> None:
    """From now on the membership gives nothing: its last day was yesterday; one that began today is gone."""
    if membership.valid_from >= today:
        membership.delete()
        return
    membership.valid_to = today - timedelta(days=1)
    membership.full_clean()
    membership.save(update_fields=["valid_to"])


def end_sessions(user: User, *, but: str | None = None, started: str | None = None) -> int:
    """The user's sessions are over: all, all but the one with the key `but`, or only the one that began at `started`
    (ISO 8601); how many."""
    ending = Session.objects.filter(user=user).exclude(session_key=but or "")
    if started:
        moment = parse_datetime(started)
        ending = ending.filter(started_at=moment) if moment else ending.none()
    ended, _ = ending.delete()
    return ended


def disable_user(user: User) -> None:
    """The user cannot sign in and is signed out everywhere."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user)
    ResetLink.objects.filter(user=user, used_at__isnull=True).delete()


def enable_user(user: User) -> None:
    """The user may sign in again."""
    user.is_active = True
    user.save(update_fields=["is_active"])


def set_password(user: User, password: str) -> None:
    """The user's password; ValidationError for a weak one. Sessions under the old password are over."""
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user)


# -- one-time links


def _link_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def issue_link(user: User, issued_by: User | None, now: datetime) -> str:
    """A token with which the user sets a password once within LINK_HOLDS; links issued before are void. Noted.

    `issued_by` None: whoever runs the server.
    """
    ResetLink.objects.filter(user=user, used_at__isnull=True).delete()
    token = secrets.token_urlsafe(32)
    ResetLink.objects.create(
        user=user, digest=_link_digest(token), issued_by=issued_by, issued_at=now, ends_at=now + LINK_HOLDS
    )
    note("one-time link issued", key=str(user.pk))
    return token


def open_link(token: str, now: datetime) -> ResetLink | None:
    """The link of that token while it can be used; None when unknown, used, ended, or its user disabled."""
    found = ResetLink.objects.filter(digest=_link_digest(token), used_at__isnull=True, ends_at__gt=now)
    return found.select_related("user").filter(user__is_active=True).first()


def use_link(link: ResetLink, password: str, now: datetime) -> bool:
    """The user has this password and the link is spent; False when somebody else spent it meanwhile."""
    validate_password(password, link.user)
    if not ResetLink.objects.filter(pk=link.pk, used_at__isnull=True).update(used_at=now):
        return False
    set_password(link.user, password)
    note("password set by one-time link", key=str(link.user_id), actor=str(link.user_id))
    return True


# -- counting failures


def count_failure(account: str, address: str, now: datetime, lock_of: Callable[[int], timedelta]) -> None:
    """One more failure of this account from this address, locked as long as `lock_of(count)` says.

    A day without a failure begins anew.
    """
    row, _ = SignInFailure.objects.select_for_update().get_or_create(
        account=account, address=address, defaults={"last_at": now}
    )
    row.count = 1 if now - row.last_at > timedelta(days=1) else row.count + 1
    row.last_at = now
    lock = lock_of(row.count)
    row.locked_until = now + lock if lock else None
    row.save()


def forget_failures(account: str, address: str) -> None:
    """The count of this account from this address begins anew."""
    SignInFailure.objects.filter(account=account, address=address).delete()


# -- what time undoes


def forget_what_has_ended(now: datetime) -> None:
    """Sessions that have ended and counts of failures without one for a day are gone."""
    Session.objects.filter(expire_date__lt=now).delete()
    SignInFailure.objects.filter(last_at__lt=now - timedelta(days=1)).delete()
