"""All addresses. Every one of ours is made by `guarded_path`; those of allauth are guarded in desks/account."""

from __future__ import annotations

from semesta.web.api.dci.urls import urlpatterns as dci
from semesta.web.api.eligibility.urls import urlpatterns as eligibility
from semesta.web.api.fhir.urls import urlpatterns as fhir
from semesta.web.api.oauth.urls import urlpatterns as oauth
from semesta.web.api.openrosa.urls import urlpatterns as openrosa
from semesta.web.api.replies.urls import urlpatterns as replies
from semesta.web.core.access import guarded_path
from semesta.web.desks.account.urls import urlpatterns as account
from semesta.web.desks.budget.urls import urlpatterns as budget
from semesta.web.desks.cases.urls import urlpatterns as cases
from semesta.web.desks.cooperation.urls import urlpatterns as cooperation
from semesta.web.desks.counter.urls import urlpatterns as counter
from semesta.web.desks.doubts.urls import urlpatterns as doubts
from semesta.web.desks.employers.urls import urlpatterns as employers
from semesta.web.desks.field.urls import urlpatterns as field
from semesta.web.desks.invoice.urls import urlpatterns as invoice
from semesta.web.desks.office.urls import urlpatterns as office
from semesta.web.desks.open_data.urls import urlpatterns as open_data
from semesta.web.desks.outreach.urls import urlpatterns as outreach
from semesta.web.desks.overview.urls import urlpatterns as overview
from semesta.web.desks.people.urls import urlpatterns as people
from semesta.web.desks.proposals.urls import urlpatterns as proposals
from semesta.web.desks.public_check.urls import urlpatterns as public_check
from semesta.web.desks.runs.urls import urlpatterns as runs
from semesta.web.desks.visits.urls import urlpatterns as visits
from semesta.web.site.health import health
from semesta.web.site.menu import first_page
from semesta.web.site.newer import newer_published

urlpatterns = [
    guarded_path("health/", health, "health"),
    guarded_path("terbitan/", newer_published, "newer_published"),
    *account,
    *cooperation,
    *cases,
    *counter,
    *doubts,
    *employers,
    *invoice,
    *office,
    *outreach,
    *runs,
    *overview,
    *people,
    *budget,
    guarded_path("mulai/", first_page, "first_page"),
    *proposals,
    *public_check,
    *open_data,
    *field,
    *openrosa,
    *replies,
    *oauth,
    *eligibility,
    *fhir,
    *dci,
    *visits,
]
