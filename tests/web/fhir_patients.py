"""A resident as a hospital sends them by FHIR, and the looks that its questions leave."""

from __future__ import annotations

from semesta.web.api.fhir.resources.systems import NIK
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.models import Look

PATIENT = "/fhir/r4/Patient"
MRN = "https://rs-mawar.example/mrn"


def looks(city) -> list[tuple[str, str]]:
    """(person, purpose) of every look, oldest first."""
    with acting(acting_of(city.scope("auditor")), writes=False):
        return list(Look.objects.within(city.scope("auditor")).order_by("id").values_list("person_key", "purpose"))


def as_patient(one, **other) -> dict:
    """The resident as a hospital would write them."""
    return {
        "resourceType": "Patient",
        "identifier": [{"system": MRN, "value": f"RM-{one.person_id}"}, {"system": NIK, "value": one.nik}],
        "name": [{"use": "official", "text": one.name}],
        "gender": {"L": "male", "P": "female"}[one.sex],
        "birthDate": one.birth_on.isoformat(),
        **other,
    }
