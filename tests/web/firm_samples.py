"""Compliance cases for tests, and the acts that their pages post."""

import hashlib
from datetime import date

from django.test import Client
from django.utils import timezone

from semesta.web.casework.actions.papers import keep
from semesta.web.casework.models import ComplianceCase, ComplianceStep, FirmLetter
from semesta.web.core.acting import acting
from semesta.web.core.published.tables.models import EmployerWork
from tests.web.case_samples import EVERYWHERE
from tests.web.published_city import looking

PDF = b"%PDF-1.4\n%%EOF\n"
# The days of tests/unit/test_compliance.py: imbauan 26 Mar 2025 + 3 working days across Nyepi and Idul Fitri = 9 Apr.
DAYS = {
    "imbauan": "2025-03-26", "teguran_1": "2025-04-10", "teguran_2": "2025-04-28", "denda": "2025-05-16",
    "tmp2t": "2025-06-15",
}  # fmt: skip


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


def firms_of(city, **narrowed) -> list[EmployerWork]:
    with looking(city.scope("bpjs")) as shown:
        return list(shown.rows(EmployerWork).exclude(firm_key="PEMDA").filter(**narrowed).order_by("work_order"))


def now_of(case) -> ComplianceCase:
    return ComplianceCase.unscoped.get(pk=case.pk)


def post(client: Client, case, do: str, **fields):
    """The act, and the sentences that the page says afterwards."""
    given = {"do": do, "version": now_of(case).version, "on": DAYS.get(do, "2025-06-20"), "note": "", **fields}
    answer = client.post(f"/badan-usaha/kasus/{case.pk}/tindakan/", given, follow=True)
    return [str(one) for one in answer.context["messages"]] if answer.status_code == 200 else answer.status_code


def climb(city, case, until: str) -> None:
    """The ladder up to a step, each on its day."""
    for step in DAYS:
        assert post(city.client("bpjs"), case, step, **({"rupiah": 12_500_000} if step == "denda" else {})) == [
            "Tersimpan."
        ]
        if step == until:
            return
