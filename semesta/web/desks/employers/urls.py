"""Addresses of the employers desk; a firm is named by a digest, because its key may be a person's tax number."""

from __future__ import annotations

from semesta.web.core.access import guarded_path
from semesta.web.desks.employers.acting import act, open_firms
from semesta.web.desks.employers.board import board
from semesta.web.desks.employers.case import case
from semesta.web.desks.employers.contribution import contribution
from semesta.web.desks.employers.firm import firm
from semesta.web.desks.employers.firms import firms
from semesta.web.desks.employers.papers import letter, paper, write
from semesta.web.desks.employers.places import places

urlpatterns = [
    guarded_path("badan-usaha/", firms, "employers"),
    guarded_path("badan-usaha/buka/", open_firms, "employers_open"),
    guarded_path("badan-usaha/papan/", board, "employers_board"),
    guarded_path("badan-usaha/kursi/", places, "employers_places"),
    guarded_path("badan-usaha/iuran/", contribution, "employers_contribution"),
    guarded_path("badan-usaha/kasus/<int:pk>/", case, "employers_case"),
    guarded_path("badan-usaha/kasus/<int:pk>/tindakan/", act, "employers_act"),
    guarded_path("badan-usaha/kasus/<int:pk>/surat/", write, "employers_write"),
    guarded_path("badan-usaha/surat/<int:pk>/", letter, "employers_letter"),
    guarded_path("badan-usaha/kertas/<int:pk>/", paper, "employers_paper"),
    guarded_path("badan-usaha/<str:firm_id>/", firm, "employers_firm"),
]
