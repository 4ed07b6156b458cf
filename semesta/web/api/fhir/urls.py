"""Addresses of the FHIR server."""

from __future__ import annotations

from semesta.web.api.fhir import (
    bundles,
    capability,
    covers,
    crossing,
    directory,
    eligibility,
    later,
    matching,
    measures,
    messages,
    patients,
)
from semesta.web.api.fhir.answers import BASE
from semesta.web.core.access import guarded_path

_SEARCHES = (
    ("Coverage", covers.coverage_type, covers.coverage_search, covers.coverage_one),
    (eligibility.REQUEST, eligibility.request_type, eligibility.request_search, eligibility.request_one),
    (eligibility.RESPONSE, eligibility.response_type, eligibility.response_search, eligibility.response_one),
    ("Organization", directory.organization_type, directory.organization_type, directory.organization_one),
    ("Location", directory.location_type, directory.location_type, directory.location_one),
    ("Group", directory.group_type, directory.group_type, directory.group_one),
    (measures.KIND, measures.report_type, measures.report_type, measures.report_one),
)

urlpatterns = [
    guarded_path(f"{BASE}/metadata", capability.metadata, "fhir_metadata"),
    guarded_path(f"{BASE}/$process-message", messages.process, "fhir_message"),
    guarded_path(f"{BASE}/$export", measures.export, "fhir_export"),
    guarded_path(f"{BASE}/Group/<str:area>/$export", measures.export, "fhir_group_export"),
    guarded_path(f"{BASE}/later/<uuid:public_id>", later.later, "fhir_later"),
    guarded_path(f"{BASE}/later/<uuid:public_id>/MeasureReport.ndjson", later.output, "fhir_output"),
    guarded_path(f"{BASE}/Patient", patients.patient_type, "fhir_patient_type"),
    guarded_path(f"{BASE}/Patient/_search", patients.patient_search, "fhir_patient_search"),
    guarded_path(f"{BASE}/Patient/$match", matching.match, "fhir_patient_match"),
    guarded_path(f"{BASE}/Patient/$ihe-pix", crossing.cross_reference, "fhir_patient_pix"),
    guarded_path(f"{BASE}/Patient/<str:key>", patients.patient_one, "fhir_patient"),
    guarded_path(f"{BASE}/Patient/<str:key>/_history", patients.patient_history, "fhir_patient_history"),
    guarded_path(f"{BASE}/Patient/<str:key>/_history/<int:version>", patients.patient_version, "fhir_patient_version"),
    guarded_path(f"{BASE}/{eligibility.REQUEST}/$submit", eligibility.submit, "fhir_submit"),
    *(
        one
        for kind, of_type, search, of_one in _SEARCHES
        for one in (
            guarded_path(f"{BASE}/{kind}", of_type, f"fhir_{kind.lower()}_type"),
            guarded_path(f"{BASE}/{kind}/_search", search, f"fhir_{kind.lower()}_search"),
            guarded_path(f"{BASE}/{kind}/<str:key>", of_one, f"fhir_{kind.lower()}"),
        )
    ),
    guarded_path(BASE, bundles.bundle, "fhir_base"),
    guarded_path(f"{BASE}/", bundles.bundle, "fhir_base_stroke"),
    guarded_path(f"{BASE}/<path:rest>", capability.nothing_here, "fhir_nothing"),
]
