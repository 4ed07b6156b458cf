"""FHIR R4: patients, covers, eligibility, organisations, areas, groups and figures, for programs with a token."""
