"""Addresses of the desk of outreach."""

from __future__ import annotations

from semesta.web.core.access import guarded_path
from semesta.web.desks.outreach.batch_page import batch, batch_decide, batch_file, batch_progress, batch_withdraw
from semesta.web.desks.outreach.batches import batch_new, batches
from semesta.web.desks.outreach.choices import choices, choices_bring
from semesta.web.desks.outreach.contacts import contacts
from semesta.web.desks.outreach.download import download_contacts
from semesta.web.desks.outreach.effect import effect, effect_ask
from semesta.web.desks.outreach.session_page import session, session_need, session_need_done
from semesta.web.desks.outreach.sessions import session_edit, session_new, sessions

ONE_SESSION, ONE_BATCH = "penjangkauan/sesi/<uuid:public_id>/", "penjangkauan/pesan/<uuid:public_id>/"

urlpatterns = [
    guarded_path("penjangkauan/", contacts, "outreach"),
    guarded_path("penjangkauan/unduh/", download_contacts, "outreach_download"),
    guarded_path("penjangkauan/sesi/", sessions, "outreach_sessions"),
    guarded_path("penjangkauan/sesi/baru/", session_new, "outreach_session_new"),
    guarded_path(ONE_SESSION, session, "outreach_session"),
    guarded_path(f"{ONE_SESSION}ubah/", session_edit, "outreach_session_edit"),
    guarded_path(f"{ONE_SESSION}kebutuhan/", session_need, "outreach_session_need"),
    guarded_path(f"{ONE_SESSION}selesai/", session_need_done, "outreach_session_need_done"),
    guarded_path("penjangkauan/izin/", choices, "outreach_choices"),
    guarded_path("penjangkauan/izin/daftar/", choices_bring, "outreach_choices_bring"),
    guarded_path("penjangkauan/pesan/", batches, "outreach_batches"),
    guarded_path("penjangkauan/pesan/baru/", batch_new, "outreach_batch_new"),
    guarded_path(ONE_BATCH, batch, "outreach_batch"),
    guarded_path(f"{ONE_BATCH}kemajuan/", batch_progress, "outreach_batch_progress"),
    guarded_path(f"{ONE_BATCH}tarik/", batch_withdraw, "outreach_batch_withdraw"),
    guarded_path(f"{ONE_BATCH}putuskan/", batch_decide, "outreach_batch_decide"),
    guarded_path(f"{ONE_BATCH}berkas/", batch_file, "outreach_batch_file"),
    guarded_path("penjangkauan/hasil/", effect, "outreach_effect"),
    guarded_path("penjangkauan/hasil/tanya/", effect_ask, "outreach_effect_ask"),
]
