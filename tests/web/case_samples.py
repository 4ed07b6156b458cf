"""Cases of the small city: put in place without a run, looked up for tests."""

from __future__ import annotations

import hashlib
from datetime import date

from django.utils import timezone

from semesta.web.casework.actions.papers import path_of
from semesta.web.casework.models import Case, CaseAttachment, DoubtDecision
from semesta.web.core.acting import Acting, acting
from tests.web.published_city import looking

EVERYWHERE = Acting(purpose="tests", low="=", high="~", pattern="*")
APRIL, MAY = date(2025, 4, 1), date(2025, 5, 1)


def put_case(area_code: str, **values) -> Case:
    """A case as the publish would open it, with these values."""
    standard = {
        "kind": "cover", "subject": f"p{values.get('person_id', 0)}", "route": "apbd_quota", "reason": "",
        "priority": 4, "office": "kelurahan", "opened_month": APRIL, "opened_at": timezone.now(),
    }  # fmt: skip
    with acting(EVERYWHERE):
        return Case.unscoped.create(area_code=area_code, **{**standard, **values})


def one_person(scope, **wanted):
    """Somebody of the shown month."""
    from semesta.web.core.published.tables.models import Person

    with looking(scope) as shown:
        return shown.rows(Person).filter(**wanted).order_by("person_id").first()


def put_paper(case: Case, user, content: bytes = b"%PDF-1.4 %%EOF") -> CaseAttachment:
    """A paper of a case, with its file."""
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    with acting(EVERYWHERE):
        return CaseAttachment.unscoped.create(
            case=case, area_code=case.area_code, at=timezone.now(), by=user, name="surat.pdf",
            media_type="application/pdf", size=len(content), sha256=digest,
        )  # fmt: skip


def put_decision(area_code: str, user, **values) -> DoubtDecision:
    """A decision on a pair, as the desk makes it."""
    standard = {
        "resident_nik": "1671000101010001", "psnoka": "0001100000001", "decision": "same", "purpose": "tests",
        "month": MAY, "run_id": "none", "by": user, "at": timezone.now(),
    }  # fmt: skip
    with acting(EVERYWHERE):
        return DoubtDecision.unscoped.create(area_code=area_code, **{**standard, **values})


def now_of(row):
    """The row as the database has it, whatever the scope."""
    with acting(EVERYWHERE, writes=False):
        return type(row).unscoped.get(pk=row.pk)
