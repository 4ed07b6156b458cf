"""Papers about a bill: sums only, no person is named in them. That one was taken is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from semesta.web.casework.actions.bills import note_paper
from semesta.web.casework.queries.bills import report_of
from semesta.web.core.access import Area, needs
from semesta.web.desks.invoice.bill import found_bill
from semesta.web.desks.invoice.signing import sentences_of, signed_of

if TYPE_CHECKING:
    from semesta.web.core.access import OfficeRequest


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


@needs("bills.read", area=Area.IN_QUERY)
@require_POST
def letter(request: OfficeRequest, bulan: str) -> HttpResponse:
    """The letter to the branch: what is disputed and claimed back; of a bill of numbers only, what is asked for."""
    from semesta.flow.invoice.letters import dispute_letter

    shown, one = found_bill(request, bulan)
    note_paper("letter", one.bill, shown)
    return _pdf(dispute_letter(report_of(shown, one)), f"surat_sanggahan_{bulan}")


@needs("bills.read", area=Area.IN_QUERY)
@require_POST
def minutes(request: OfficeRequest, bulan: str) -> HttpResponse:
    """The Berita Acara that both sides sign, with who checked and agreed here."""
    from semesta.flow.invoice.letters import agreement

    shown, one = found_bill(request, bulan)
    note_paper("berita acara", one.bill, shown)
    content = agreement(report_of(shown, one), sentences_of(signed_of(request, one.bill)))
    return _pdf(content, f"berita_acara_{bulan}")
