"""FHIR resources made from rows: no database, no request. Each is held to the official R4 schema by the tests."""
