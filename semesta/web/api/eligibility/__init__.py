"""Is this patient covered: one question by NIK, answered as JSON; the OpenAPI document says how."""
