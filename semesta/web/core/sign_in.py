"""allauth's hooks: nobody signs up by themselves, failures lock by account and address, sign-ins are events."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from semesta.web.core import actions
from semesta.web.core.audit.events import note
from semesta.web.core.models import SignInFailure

if TYPE_CHECKING:
    from django.http import HttpRequest

    from semesta.web.core.models import User

FREE_FAILURES = 5
"""Failures in a row before the account is locked for that address."""
FREE_FAILURES_ANYWHERE = 30
"""Failures of one account from all addresses together before it is locked for all of them."""
LONGEST_LOCK = timedelta(hours=1)


def lock_of(failures: int) -> timedelta:
    """No lock up to FREE_FAILURES, then 1, 2, 4 … minutes, at most LONGEST_LOCK."""
    if failures < FREE_FAILURES:
        return timedelta(0)
    return min(timedelta(minutes=2 ** min(failures - FREE_FAILURES, 10)), LONGEST_LOCK)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth gives no types
    """Signing in as Semesta wants it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Users are made by an office administrator."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """A locked account gets no answer about its password; counted in the database, for all workers."""
        account, address = self._place(request, credentials)
        locked = SignInFailure.objects.filter(
            account=account, address__in=(address, EVERYWHERE), locked_until__gt=timezone.now()
        )
        if locked.exists():
            note("sign-in refused while locked", key=account[:16])
            raise ValidationError(_("Too many failed attempts. Try again later or ask your office administrator."))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """The failure is counted and noted."""
        account, address = self._place(request, credentials)
        actions.count_failure(account, address, timezone.now(), lock_of)
        actions.count_failure(account, EVERYWHERE, timezone.now(), _lock_everywhere)
        note("sign-in failed", key=account[:16])

    def login(self, request: HttpRequest, user: User) -> None:
        """Signed in; the failures from this address are forgotten."""
        super().login(request, user)
        account, address = self._place(request, {"username": user.username})
        actions.forget_failures(account, address)

    def _place(self, request: HttpRequest, credentials: dict[str, Any]) -> tuple[str, str]:
        """Keyed digests of the account name and the address: comparable, not readable."""
        account = str(credentials.get("username", "")).casefold()
        return _digest(account), _digest(self.get_client_ip(request))

    def _rollback_login_failed_rl_usage(self) -> None:
        """allauth's own counter is not used."""


EVERYWHERE = "*"


def _lock_everywhere(failures: int) -> timedelta:
    return lock_of(failures - FREE_FAILURES_ANYWHERE + FREE_FAILURES)


def _digest(text: str) -> str:
    return salted_hmac("semesta.sign-in", text, algorithm="sha256").hexdigest()


@receiver(user_logged_in)
def note_sign_in(sender: Any, user: User, **_: Any) -> None:
    """An event of the trail."""
    note("signed in", key=str(user.pk), actor=str(user.pk))


@receiver(user_logged_out)
def note_sign_out(sender: Any, user: User | None, **_: Any) -> None:
    """An event of the trail."""
    if user is not None:
        note("signed out", key=str(user.pk), actor=str(user.pk))
