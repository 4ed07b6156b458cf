"""Sessions, batches and choices of the small city, put in place without a form."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from semesta.web.casework.models import ContactChoice, MessageBatch, MessageRecipient, OutreachSession
from semesta.web.core.acting import acting
from tests.web.case_samples import EVERYWHERE

TEXT = "Pemberitahuan JKN: mohon iuran dibayar sebelum {tanggal}. Bantuan: {tempat}."


def put_session(area_code: str, user: Any, **values: Any) -> OutreachSession:
    """A session as the form would make it."""
    standard = {
        "kind": "pesiar", "held_on": date(2025, 4, 15), "place": "Balai RW mawar", "agent": user, "user": user,
        "audience_count": 40, "topics": ["dues", "channels"], "asked_count": 20, "question_count": 5,
        "right_before": 40, "right_after": 80, "note": "mawar", "organisation": "Kantor mawar",
    }  # fmt: skip
    with acting(EVERYWHERE):
        return OutreachSession.unscoped.create(area_code=area_code, **{**standard, **values})


def put_batch(area_code: str, user: Any, *recipients: dict[str, Any], **values: Any) -> MessageBatch:
    """A batch that waits for release, with these contacts."""
    standard = {
        "contact_rule": "before_payment", "sender": "file", "text": TEXT, "run_id": "2025-05-mawar",
        "month": date(2025, 5, 1), "contact_count": len(recipients), "made_by": user, "made_for": "Kantor mawar",
    }  # fmt: skip
    with acting(EVERYWHERE):
        made = MessageBatch.unscoped.create(area_code=area_code, **{**standard, **values})
        for number, one in enumerate(recipients, 1):
            MessageRecipient.unscoped.create(
                **{"batch": made, "area_code": area_code, "person_id": number, "address": number_of(number), **one}
            )
        return made


def number_of(place: int) -> str:
    """A made-up mobile number."""
    return f"+6281200{place:06d}"


def put_choice(area_code: str, user: Any, **values: Any) -> ContactChoice:
    """A consent to a mobile number, unless told otherwise."""
    standard = {
        "channel": "phone", "address": number_of(1), "choice": "consent", "source": "session", "user": user,
        "given_on": timezone.localdate(), "organisation": "Kantor mawar",
    }  # fmt: skip
    with acting(EVERYWHERE):
        return ContactChoice.unscoped.create(area_code=area_code, **{**standard, **values})
