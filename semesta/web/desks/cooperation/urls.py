"""Addresses of the cooperation desk."""

from __future__ import annotations

from semesta.web.core.access import guarded_path
from semesta.web.desks.cooperation.difference import cooperation, open_month, people, take_out
from semesta.web.desks.cooperation.exchange import agreement_list, exchange_list
from semesta.web.desks.cooperation.statement import (
    check_code,
    fetch_paper,
    give_back,
    say,
    sign,
    statement_list,
    statement_page,
)

urlpatterns = [
    guarded_path("kerja-sama/", cooperation, "cooperation"),
    guarded_path("kerja-sama/buka/", open_month, "cooperation_open"),
    guarded_path("kerja-sama/orang/", people, "cooperation_people"),
    guarded_path("kerja-sama/orang/keluarkan/", take_out, "cooperation_take_out"),
    guarded_path("kerja-sama/berita-acara/", statement_list, "cooperation_statements"),
    guarded_path("kerja-sama/berita-acara/isi/", statement_page, "cooperation_statement"),
    guarded_path("kerja-sama/berita-acara/pendapat/", say, "cooperation_say"),
    guarded_path("kerja-sama/berita-acara/tanda-tangan/", sign, "cooperation_sign"),
    guarded_path("kerja-sama/berita-acara/kembalikan/", give_back, "cooperation_return"),
    guarded_path("kerja-sama/berita-acara/pdf/", fetch_paper, "cooperation_paper"),
    guarded_path("kerja-sama/periksa/", check_code, "cooperation_check"),
    guarded_path("kerja-sama/perjanjian/", agreement_list, "cooperation_agreements"),
    guarded_path("kerja-sama/pertukaran/", exchange_list, "cooperation_exchanges"),
]
