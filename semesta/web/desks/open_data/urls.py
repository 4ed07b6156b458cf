"""Addresses of open data; these of the files stay as they are, others link to them."""

from __future__ import annotations

from semesta.web.core.access import guarded_path
from semesta.web.desks.open_data.files import csv_file, json_file, package_file
from semesta.web.desks.open_data.page import open_data

urlpatterns = [
    guarded_path("data-terbuka/", open_data, "open_data"),
    guarded_path("data-terbuka/indikator.csv", csv_file, "open_data_csv"),
    guarded_path("data-terbuka/indikator.json", json_file, "open_data_json"),
    guarded_path("data-terbuka/datapackage.json", package_file, "open_data_package"),
]
