"""What goes into a file for BPJS Kesehatan, and what its answers say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count

from semesta.rules.load import load_rules
from semesta.terms.text import text_key
from semesta.web.casework.models import BpjsAnswer, BpjsAnswerText, BpjsFile, ProposalLine
from semesta.web.casework.models.bpjs import Answer
from semesta.web.core.places import area_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from semesta.web.casework.models import Contract
    from semesta.web.core.scope import Scope

PISA = {"KEPALAKELUARGA": "1", "SUAMI": "2", "ISTRI": "3", "ANAK": "4"}
"""R1.13; everybody else on the family card is an additional member."""
ADDITIONAL = "5"
INDONESIAN = "1"


def meta_of(contract: Contract | None, registered_on: date) -> dict[str, str]:
    """Rows 1-12 of the form: what the agreement holds, and the day of registration."""
    held = dict(contract.meta) if contract else {}
    number = {"NOMOR PKS": contract.number} if contract else {}
    return {**held, **number, "TANGGAL REGISTRASI": f"{registered_on:%d/%m/%Y}"}


def file_lines(scope: Scope, file: BpjsFile) -> Iterator[dict[str, Any]]:
    """Fields of the layout (formats/layout.FIELDS), line by line in the order of their numbers."""
    ward = str(load_rules().whole("pemda_ward_class", file.registered_on))
    for line in ProposalLine.objects.within(scope).filter(bpjs_file=file).order_by("pk").iterator(chunk_size=1000):
        yield {
            "psnoka": line.psnoka, "mutation_code": file.mutation_code, "effective_on": file.start_on, "nkk": line.nkk,
            "nik": line.nik, "name": line.name, "pisa": pisa_of(line.family_relation), "birth_on": line.birth_on,
            "sex_code": {"L": "1", "P": "2"}.get(line.sex, ""), "address": line.address, "rt": line.rt, "rw": line.rw,
            "district_code": line.area_code[:8], "district_name": area_name(line.area_code[:8]),
            "village_code": line.area_code, "village_name": area_name(line.area_code),
            "facility_code": line.facility_code, "phone": line.phone, "ward_class": ward, "nationality": INDONESIAN,
        }  # fmt: skip


def pisa_of(relation: str) -> str:
    """BPJS's code of the family relation; '' when the relation is not known."""
    return PISA.get(text_key(relation), ADDITIONAL) if relation else ""


def meanings(texts: list[str]) -> dict[str, str]:
    """Name of the check by text key, for those texts whose meaning was entered."""
    keys = [text_key(text)[:300] for text in texts]
    return dict(BpjsAnswerText.objects.filter(text_key__in=keys).values_list("text_key", "check_name"))


def texts(scope: Scope) -> list[dict[str, Any]]:
    """Every text of a rejection or an answer not understood, with its count and meaning; most frequent first."""
    rows = (
        BpjsAnswer.objects.within(scope)
        .exclude(answer=Answer.ACCEPTED)
        .exclude(text_key="")
        .values("text_key", "text", "answer")
        .annotate(count=Count("id"))
        .order_by("-count", "text")[:100]
    )
    listed = [dict(row) for row in rows]
    known = meanings([row["text"] for row in listed])
    return [{**row, "check": known.get(row["text_key"], "")} for row in listed]
