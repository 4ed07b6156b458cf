"""Compliance cases for tests, as the actions make them, without looking at a publication."""

import hashlib
from datetime import date

from django.utils import timezone

from semesta.web.casework.actions.papers import keep
from semesta.web.casework.models import ComplianceCase, ComplianceStep, FirmLetter
from semesta.web.core.acting import acting
from tests.web.case_samples import EVERYWHERE

PDF = b"%PDF-1.4\n%%EOF\n"


def put_compliance(area: str, **values) -> ComplianceCase:
    """An open case of a firm without a letter."""
    key = values.pop("firm_key", "9016710000001")
    told = {
        "firm_id": hashlib.sha256(key.encode()).hexdigest()[:16], "firm_key": key, "name": "PT MAWAR", "number": key,
        "finding": "PWBD", "missing_worker_count": 12, "expected_uncovered_count": 4, "opened_month": date(2025, 5, 1),
        "opened_at": timezone.now(), "acted_at": timezone.now(), "next_on": date(2025, 3, 1),
    }  # fmt: skip
    with acting(EVERYWHERE):
        return ComplianceCase.unscoped.create(area_code=area, **{**told, **values})


def put_letter(case: ComplianceCase, user) -> FirmLetter:
    """A letter of the case that lies where letters lie."""
    digest = hashlib.sha256(PDF).hexdigest()
    with acting(EVERYWHERE):
        keep(PDF, digest)
        return FirmLetter.unscoped.create(
            case=case, area_code=case.area_code, step="imbauan", dated_on=date(2025, 3, 26), run_id="r", size=len(PDF),
            sha256=digest, by=user, organisation="Cabang", at=timezone.now(),
        )  # fmt: skip


def put_act_with_paper(case: ComplianceCase, user) -> ComplianceStep:
    """An act of the case with a paper."""
    digest = hashlib.sha256(PDF).hexdigest()
    with acting(EVERYWHERE):
        keep(PDF, digest)
        return ComplianceStep.unscoped.create(
            case=case, area_code=case.area_code, act="imbauan", on=date(2025, 3, 26), by=user, organisation="Cabang",
            at=timezone.now(), paper_name="tanda terima.pdf", media_type="application/pdf", size=len(PDF),
            sha256=digest,
        )  # fmt: skip
