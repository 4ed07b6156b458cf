"""Addresses of the invoice desk; `bulan` is the month billed as 2025-05."""

from __future__ import annotations

from semesta.web.core.access import guarded_path
from semesta.web.desks.invoice.bill import bill
from semesta.web.desks.invoice.bills import bills
from semesta.web.desks.invoice.line import bill_line
from semesta.web.desks.invoice.lines import bill_lines, take_out
from semesta.web.desks.invoice.papers import letter, minutes
from semesta.web.desks.invoice.signing import agree, check, take_back

urlpatterns = [
    guarded_path("tagihan/", bills, "bills"),
    guarded_path("tagihan/<str:bulan>/", bill, "bill"),
    guarded_path("tagihan/<str:bulan>/baris/", bill_lines, "bill_lines"),
    guarded_path("tagihan/<str:bulan>/baris/keluarkan/", take_out, "bill_take_out"),
    guarded_path("tagihan/<str:bulan>/baris/<str:nomor>/", bill_line, "bill_line"),
    guarded_path("tagihan/<str:bulan>/surat/", letter, "bill_letter"),
    guarded_path("tagihan/<str:bulan>/berita-acara/", minutes, "bill_minutes"),
    guarded_path("tagihan/<str:bulan>/periksa/", check, "bill_check"),
    guarded_path("tagihan/<str:bulan>/setujui/", agree, "bill_agree"),
    guarded_path("tagihan/<str:bulan>/tarik/", take_back, "bill_take_back"),
]
