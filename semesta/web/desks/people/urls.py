"""Addresses of the people desk. `key` is the person's number in the published run; no NIK stands in an address."""

from __future__ import annotations

from semesta.web.core.access import guarded_path
from semesta.web.desks.people.one import numbers, person
from semesta.web.desks.people.search import people
from semesta.web.desks.people.verify import verify_person

urlpatterns = [
    guarded_path("penduduk/", people, "people"),
    guarded_path("penduduk/<int:key>/", person, "person"),
    guarded_path("penduduk/<int:key>/nomor/", numbers, "person_numbers"),
    guarded_path("penduduk/<int:key>/dukcapil/", verify_person, "person_dukcapil"),
]
