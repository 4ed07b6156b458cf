"""docs/reference/api.md: what programs are answered, from the code that answers them. Used by scripts/reference.py."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable

Table = Callable[[Iterable[str], Iterable[Iterable[object]]], str]


def page(table: Table) -> str:
    """Fields, scopes, purposes and refusals of the JSON service; types, interactions and parameters of FHIR."""
    import django
    from django.utils.translation import override

    with tempfile.TemporaryDirectory() as home:
        os.environ.setdefault("SEMESTA_HOME", home)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "semesta.web.site.settings")
        django.setup()
        with override("en"):
            return _page(table)


def _page(table: Table) -> str:
    from semesta.web.api.eligibility.document import OAUTH_ERRORS, PROBLEMS
    from semesta.web.api.eligibility.told import PERSON
    from semesta.web.api.fhir.capability import OPERATIONS, RESOURCES, SYSTEM_INTERACTIONS, SYSTEM_OPERATIONS
    from semesta.web.api.fhir.finding import INCLUDES
    from semesta.web.core.clients.purposes import PURPOSES
    from semesta.web.core.clients.scopes import SCOPES

    fields = ((f"`{one.name}`", _kind(one.schema), one.meaning) for one in PERSON)
    operations = {kind: ", ".join(f"`${name}`" for name, _ in told) for kind, told in OPERATIONS.items()}
    types = (
        (kind, ", ".join(interactions.split()), ", ".join(f"`{one}`" for one in parameters), operations.get(kind, "–"))
        for kind, (interactions, parameters) in RESOURCES.items()
    )
    return "\n".join([
        "# What programs are answered\n",
        "How to begin: [connect a hospital's system](../how-to/connect-a-hospital-system.md). The OpenAPI 3.1 document"
        " of a server is at `/api/v1/openapi.json`; it is made from the same lines.\n",
        "## Scopes\n", table(("scope", "allows"), ((f"`{name}`", words) for name, words in SCOPES.items())),
        "## Purposes of use\n", table(("code", "meaning"), ((f"`{name}`", words) for name, words in PURPOSES.items())),
        "## `POST /api/v1/eligibility`\n",
        "Body: `nik` (text of 16 digits) and, if wanted, `purpose`. Answer: `month`, `run`, and `people`, each with:\n",
        table(("field", "type", "meaning"), fields),
        table(("status", "when"), ((status, words) for status, words in PROBLEMS.items())),
        "## `POST /oauth2/token`, `POST /oauth2/revoke`\n",
        table(("status", "when"), ((status, words) for status, words in OAUTH_ERRORS.items())),
        "## FHIR R4 under `/fhir/r4`\n",
        table(("type", "interactions", "search parameters", "operations"), types),
        f"At the base: {', '.join(SYSTEM_INTERACTIONS)} by POST of a Bundle;"
        f" {', '.join(f'`${name}`' for name, _ in SYSTEM_OPERATIONS)}. `$export` gives MeasureReports,"
        " `$process-message` takes a feed of Patients (IHE PMIR, ITI-93).\n",
        "Name, family, given and address take `:exact` and `:contains`; dates take prefixes and parts of a date. Every"
        " search takes `_count`, `_summary`, `_elements`; that for Patient `_sort`, `_include` and `_revinclude` of"
        f" {', '.join(f'`{one}`' for one in INCLUDES)}, too. A Patient is read with `If-None-Match` and"
        " `If-Modified-Since`, created with `If-None-Exist`, changed with `If-Match`; `Prefer` knows"
        " `return=minimal`, `return=representation`, `return=OperationOutcome`, `handling=strict`, `respond-async`.\n",
    ])  # fmt: skip


def _kind(schema: dict[str, object]) -> str:
    kinds = schema["type"]
    named = " or ".join(map(str, kinds)) if isinstance(kinds, list) else str(kinds)
    return f"{named} ({schema['format']})" if "format" in schema else named
