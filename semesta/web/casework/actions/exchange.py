"""All that writes agreements and exchanges (req 55): nothing goes in or out beyond what an agreement permits."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.utils import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.terms.fault import Fault
from semesta.web.casework.models import Agreement, Direction, Exchange

if TYPE_CHECKING:
    from datetime import date

    from semesta.web.core.scope import Scope

_SHA256 = re.compile(r"[0-9a-f]{64}")


def words(text: str) -> list[str]:
    """Names one per line or between commas, in order, each once."""
    found = [" ".join(one.split()) for one in re.split(r"[,\n]", text)]
    return list(dict.fromkeys(one for one in found if one))


def _may(scope: Scope) -> None:
    if not scope.may("exchange.write"):
        raise PermissionError("exchange.write")


def write_agreement(
    scope: Scope, *, number: str, title: str, partner: str, valid_from: date, valid_to: date, purposes: list[str],
    fields: list[str], signed_by: str,
) -> Agreement:  # fmt: skip
    """A PKS of the scope's area. A Fault for one without purpose or field, with wrong dates, or a number in use."""
    _may(scope)
    if not (purposes and fields):
        raise Fault(_("An agreement names at least one purpose and one field."))
    if valid_to < valid_from:
        raise Fault(_("The last day lies before the first."))
    area = scope.areas[0]
    if Agreement.objects.within(scope).filter(area_code=area, number=number).exists():
        raise Fault(_("An agreement of this number is there already."))
    made: Agreement = Agreement.unscoped.create(
        area_code=area, number=number, title=title, partner=partner, valid_from=valid_from, valid_to=valid_to,
        purposes=purposes, fields=fields, signed_by=signed_by, written_by_id=scope.user_id, written_at=timezone.now(),
    )  # fmt: skip
    return made


@dataclass(frozen=True)
class Sent:
    """One file as both sides tell of it: `message` names it, counts in rows, `sha256` of its bytes."""

    direction: str
    message: str
    on: date
    purpose: str
    fields: list[str]
    sent_count: int
    received_count: int
    rejected_count: int
    sha256: str
    signer: str


def record_exchange(scope: Scope, agreement: Agreement, sent: Sent) -> tuple[Exchange, bool]:
    """The exchange, and whether it is new: the same message told twice is written once.

    A Fault for a field or purpose outside the agreement, a day outside its dates, counts that do not fit, and for a
    message number that is known with other contents.
    """
    _may(scope)
    if not scope.covers(agreement.area_code):
        raise PermissionError("outside the scope")
    _check(agreement, sent)
    try:
        with transaction.atomic():
            made: Exchange = Exchange.unscoped.create(
                area_code=agreement.area_code, agreement=agreement, written_by_id=scope.user_id,
                written_at=timezone.now(), **asdict(sent),
            )  # fmt: skip
    except IntegrityError:
        return _known(scope, agreement, sent), False
    return made, True


def _known(scope: Scope, agreement: Agreement, sent: Sent) -> Exchange:
    there: Exchange = Exchange.objects.within(scope).get(
        agreement=agreement, direction=sent.direction, message=sent.message
    )
    if any(getattr(there, name) != value for name, value in asdict(sent).items()):
        raise Fault(_("This message number is known with other contents: %(message)s") % {"message": sent.message})
    return there


def _check(agreement: Agreement, sent: Sent) -> None:
    if not agreement.valid_from <= sent.on <= agreement.valid_to:
        raise Fault(_("The agreement was not in force on that day."))
    if sent.direction not in Direction.values or not sent.message:
        raise Fault(_("A file has a direction and a message number."))
    if sent.purpose not in agreement.purposes:
        raise Fault(_("The agreement does not name this purpose: %(purpose)s") % {"purpose": sent.purpose})
    if outside := [one for one in sent.fields if one not in agreement.fields]:
        raise Fault(_("The agreement does not permit: %(fields)s") % {"fields": ", ".join(outside)})
    if not sent.fields:
        raise Fault(_("Name the fields that the file holds."))
    if not 0 <= sent.rejected_count <= sent.received_count <= sent.sent_count:
        raise Fault(_("Rows received are at most those sent, rows rejected at most those received."))
    if not _SHA256.fullmatch(sent.sha256):
        raise Fault(_("A SHA-256 has 64 characters, 0-9 and a-f."))
