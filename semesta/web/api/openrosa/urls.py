"""Addresses of the OpenRosa server: a phone is given `/odk/<token>` and knows the rest."""

from __future__ import annotations

from semesta.web.api.openrosa import fetching, sending
from semesta.web.core.access import guarded_path

urlpatterns = [
    guarded_path("odk/<str:token>/formList", fetching.forms, "openrosa_forms"),
    guarded_path("odk/<str:token>/formulir.xml", fetching.form, "openrosa_form"),
    guarded_path("odk/<str:token>/manifes", fetching.form_manifest, "openrosa_manifest"),
    guarded_path("odk/<str:token>/daftar/<str:name>", fetching.form_list_file, "openrosa_list"),
    guarded_path("odk/<str:token>/utuh", fetching.list_integrity, "openrosa_integrity"),
    guarded_path("odk/<str:token>/putaran.json", fetching.round_data, "openrosa_round"),
    guarded_path("odk/<str:token>/submission", sending.submission, "openrosa_submission"),
]
