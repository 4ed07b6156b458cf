"""Consents of a made-up city's people, so that a batch of messages can be tried out: never for real people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from semesta.web.casework.models import Channel, Choice, ChoiceSource, ContactChoice

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from semesta.web.core.scope import Scope

EVIDENCE = "Contoh: kota buatan"
AT_ONCE = 1_000


def keep_consents(scope: Scope, agreed: Iterable[tuple[int, str, str]], given_on: date) -> int:
    """These people, (number in the runs, area, mobile number), agree to messages; how many. Nobody where any choice
    stands already.
    """
    with transaction.atomic():
        if ContactChoice.objects.within(scope).exists():
            return 0
        made = ContactChoice.unscoped.bulk_create(
            [
                ContactChoice(
                    area_code=area, person_id=person, channel=Channel.PHONE, address=address, choice=Choice.CONSENT,
                    source=ChoiceSource.FORM, evidence=EVIDENCE, given_on=given_on, user_id=scope.user_id,
                    organisation=scope.organisation_name,
                )
                for person, area, address in agreed
            ],
            batch_size=AT_ONCE,
        )  # fmt: skip
        return len(made)
