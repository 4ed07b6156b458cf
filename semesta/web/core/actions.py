"""Everything that changes users, memberships, organisations and sessions. Nothing else in `core` writes these tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password

from semesta.web.core.models import Membership, Organisation, Session, User

if TYPE_CHECKING:
    from datetime import date


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


def end_membership(membership: Membership, last_day: date) -> None:
    """The membership holds until that day and no longer."""
    membership.valid_to = last_day
    membership.full_clean()
    membership.save(update_fields=["valid_to"])


def end_sessions(user: User, *, but: str | None = None) -> int:
    """The user's sessions are over, all or all but the one with that key; how many."""
    ended, _ = Session.objects.filter(user=user).exclude(session_key=but or "").delete()
    return ended


def disable_user(user: User) -> None:
    """The user cannot sign in and is signed out everywhere."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user)


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
