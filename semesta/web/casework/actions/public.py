"""What the public check and the city's public pages write."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _

from semesta.terms.fault import Fault
from semesta.web.casework.models import PublicCount, PublicForm, PublicOffice, PublicPage, PublicSecret, PublicUse
from semesta.web.casework.public.answer import Answer, Outcome, answer_of
from semesta.web.casework.public.digest import address_of, digest
from semesta.web.casework.refusal import ChangedMeanwhile
from semesta.web.core.audit.events import note
from semesta.web.core.published.standing import standing_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from semesta.web.casework.public.form_token import Sent
    from semesta.web.casework.public.limits import Limits
    from semesta.web.core.scope import Scope

HOUR, DAY = 3600, 86_400
KEPT_DAYS = 1
"""A day's key lives one day longer than its day, for windows over midnight; then its digests mean nothing."""


@dataclass(frozen=True)
class Asked:
    """What a citizen sent: whose standing, in which form, from where."""

    nik: str
    birth_on: date
    sent: Sent
    address: str


def check(asked: Asked, scope: Scope, limits: Limits, now: datetime) -> Answer:
    """The answer to a public check; counted, and an event of the trail that holds no NIK.

    The same statements run whether the person is known or not. A form is taken once; over a limit nobody is looked up.
    """
    seconds = int(now.timestamp())
    if not asked.sent.proven and asked.sent.age < limits.slow_wait:
        return Answer(Outcome.WAIT, wait=int(limits.slow_wait - asked.sent.age) + 1)
    if not _taken_once(asked.sent):
        return Answer(Outcome.ENDED)
    key = _key_of(seconds // DAY)
    address, nik = digest(key, "address", address_of(asked.address)), digest(key, "nik", asked.nik)
    used, missed = _counted("address", address, HOUR, seconds)
    within = used <= limits.address_hour and missed < limits.miss_hour
    within &= _counted("nik", nik, DAY, seconds)[0] <= limits.nik_day
    if not asked.sent.proven:
        within &= _counted("slow", address, HOUR, seconds)[0] <= limits.slow_hour
        within &= _counted("slow", "everywhere", HOUR, seconds)[0] <= limits.slow_everywhere_hour
    found = answer_of(standing_of(scope, asked.nik, asked.birth_on)) if within else Answer(Outcome.LIMITED)
    _count_a_miss(address, seconds, missed=found.outcome is Outcome.UNKNOWN)
    _count_use(now, found.outcome)
    note("public check", key=nik[:16], facts={"outcome": found.outcome.value, "proof": asked.sent.proven})
    return found


def _taken_once(sent: Sent) -> bool:
    """The form is used from now on; False when it was used before, by whatever process."""
    table = PublicForm._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (nonce, ends) VALUES (%s, %s) ON CONFLICT (nonce) DO NOTHING",  # noqa: S608 our table
            [sent.nonce, sent.ends],
        )
        return bool(cursor.rowcount == 1)


def _key_of(day: int) -> str:
    """The key of this day, made by whoever comes first."""
    held = PublicSecret.objects.filter(day=day).values_list("key", flat=True).first()
    if held is None:
        PublicSecret.objects.bulk_create([PublicSecret(day=day, key=secrets.token_hex(32))], ignore_conflicts=True)
        held = PublicSecret.objects.values_list("key", flat=True).get(day=day)
    return str(held)


def _counted(kind: str, of: str, length: int, seconds: int) -> tuple[int, int]:
    """(used with this time, missed before) in the window of this length; one statement, safe among workers."""
    table, period = PublicCount._meta.db_table, seconds // length
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (kind, digest, period, ends, used, missed) VALUES (%s, %s, %s, %s, 1, 0)"  # noqa: S608 our table
            f" ON CONFLICT (kind, digest, period) DO UPDATE SET used = {table}.used + 1 RETURNING used, missed",
            [kind, of, period, (period + 1) * length],
        )
        used, missed = cursor.fetchone()
    return used, missed


def _count_a_miss(address: str, seconds: int, *, missed: bool) -> None:
    """The same statement for a hit: it adds nothing then."""
    table = PublicCount._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET missed = missed + %s WHERE kind = 'address' AND digest = %s AND period = %s",  # noqa: S608 our table
            [int(missed), address, seconds // HOUR],
        )


def _count_use(now: datetime, outcome: Outcome) -> None:
    table = PublicUse._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO {table} ("on", outcome, count) VALUES (%s, %s, 1) ON CONFLICT ("on", outcome)'  # noqa: S608 our table
            f" DO UPDATE SET count = {table}.count + 1",
            [now.date().isoformat(), outcome.value],
        )


def forget_public_checks(now: datetime) -> None:
    """Windows and forms that have ended are gone, and keys of days before yesterday."""
    seconds = int(now.timestamp())
    PublicCount.objects.filter(ends__lt=seconds).delete()
    PublicForm.objects.filter(ends__lt=seconds).delete()
    PublicSecret.objects.filter(day__lt=seconds // DAY - KEPT_DAYS).delete()


# -- the city's choices


def set_public_page(
    scope: Scope, area_code: str, given: Mapping[str, Any], offices: list[dict[str, str]], *, version: int
) -> PublicPage:
    """The city's public pages are as given, its offices to ask are these; a Fault outside the scope or when somebody
    else saved meanwhile (`version` 0: nothing was saved yet).
    """
    if not scope.covers(area_code):
        raise Fault(_("This area is not yours"), area_code)
    page = PublicPage.objects.select_for_update().filter(area_code=area_code).first()
    if (page.version if page else 0) != version:
        raise ChangedMeanwhile(_("Somebody changed this page meanwhile. Look at it again."))
    page = page or PublicPage(area_code=area_code, version=0)
    for name in ("check_on", "data_on", "publisher", "licence"):
        setattr(page, name, given[name])
    page.version += 1
    page.full_clean()
    page.save()
    _set_offices(page, offices)
    return page


def _set_offices(page: PublicPage, offices: list[dict[str, str]]) -> None:
    """Only what differs is written: the trail shows what was changed."""
    wanted = {one["kind"]: one for one in offices if one["name"].strip()}
    for held in page.offices.all():
        given = wanted.pop(held.kind, None)
        if given is None:
            held.delete()
            continue
        fields = ("name", "address", "phone", "hours")
        if any(getattr(held, name) != given[name] for name in fields):
            for name in fields:
                setattr(held, name, given[name])
            held.full_clean()
            held.save()
    for given in wanted.values():
        made = PublicOffice(page=page, **given)
        made.full_clean()
        made.save()
