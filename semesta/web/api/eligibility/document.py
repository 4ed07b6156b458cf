"""The OpenAPI 3.1 document, made from what the code answers (`told.PERSON`), what programs may, and what is refused."""

from __future__ import annotations

from typing import Any

from semesta.web.api.asking import PURPOSE_HEADER
from semesta.web.api.eligibility.told import schema_of_answer
from semesta.web.core.clients.purposes import PURPOSES
from semesta.web.core.clients.scopes import SCOPES

PROBLEMS = {
    "400": "The body is not as described.",
    "401": "No token, or one that has ended.",
    "403": "The token does not open `eligibility.read`.",
    "405": "Another method.",
    "413": "The body is too large.",
    "415": "Another content type.",
    "429": "More requests in this minute than the program may make; `Retry-After` says when to come again.",
    "500": "The server failed.",
    "503": "No month has been published yet.",
}
OAUTH_ERRORS = {
    "400": "The request is not as described, or the program holds none of the scopes.",
    "401": "Nobody proved who asks.",
    "405": "Another method.",
    "415": "Another content type.",
    "429": "Too many wrong proofs from this address; a right one is answered all the same.",
    "500": "The server failed.",
}
_TEXT = {"type": "string"}
_PROBLEM = {
    "type": "object", "required": ["type", "title", "status", "detail"],
    "properties": {"type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT},
}  # fmt: skip
_OAUTH_ERROR = {
    "type": "object", "required": ["error", "error_description"],
    "properties": {"error": _TEXT, "error_description": _TEXT},
}  # fmt: skip
_TOKEN = {
    "type": "object", "required": ["access_token", "token_type", "expires_in", "scope"],
    "properties": {
        "access_token": _TEXT, "token_type": {"const": "Bearer"}, "expires_in": {"type": "integer"}, "scope": _TEXT,
    },
}  # fmt: skip
_ASKED = {
    "type": "object", "required": ["nik"], "additionalProperties": False,
    "properties": {
        "nik": {"type": "string", "pattern": "^[0-9]{16}$", "minLength": 16, "maxLength": 16},
        "purpose": {"enum": list(PURPOSES), "description": "What for; the program's own purpose when absent."},
    },
}  # fmt: skip


def document(address: str) -> dict[str, Any]:
    """The document of a server at `address`."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Semesta: eligibility", "version": "1",
            "description": "Cover of JKN by NIK, for systems of health facilities. The NIK stands in the body alone."
            " Every look is written down with program, organisation and purpose. FHIR R4 under `/fhir/r4`.",
        },
        "servers": [{"url": address}],
        "paths": {
            "/api/v1/eligibility": {"post": _eligibility()},
            "/api/v1/openapi.json": {"get": _own_document()},
            "/oauth2/token": {"post": _token()},
            "/oauth2/revoke": {"post": _revoke()},
        },
        "components": {
            "securitySchemes": {
                "program": {
                    "type": "oauth2",
                    "flows": {
                        "clientCredentials": {
                            "tokenUrl": f"{address}/oauth2/token",
                            "scopes": {name: _english(name) for name in SCOPES},
                        }
                    },
                },
                "secret": {"type": "http", "scheme": "basic"},
            },
        },
    }  # fmt: skip


def _english(scope: str) -> str:
    from django.utils.translation import override

    with override("en"):
        return str(SCOPES[scope])


def _answers(ok: dict[str, Any], words: dict[str, str], kind: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"200": ok, **{status: {"description": text, "content": {kind: {"schema": schema}}}
                          for status, text in words.items()}}  # fmt: skip


def _eligibility() -> dict[str, Any]:
    ok = {
        "description": "Everybody within the program's area who has this NIK; nobody: `people` is empty.",
        "content": {"application/json": {"schema": schema_of_answer()}},
        "headers": {
            name: {"schema": {"type": "integer"}, "description": text}
            for name, text in (
                ("RateLimit-Limit", "Requests a minute that the program may make."),
                ("RateLimit-Remaining", "How many are left of this minute."),
                ("RateLimit-Reset", "Seconds until the next minute begins."),
            )
        },
    }
    return {
        "operationId": "eligibility", "summary": "Is this patient covered",
        "security": [{"program": ["eligibility.read"]}],
        "parameters": [{
            "name": PURPOSE_HEADER, "in": "header", "required": False, "schema": {"enum": list(PURPOSES)},
            "description": "What for, as HL7's v3-ActReason; the program's own purpose when absent.",
        }],
        "requestBody": {"required": True, "content": {"application/json": {"schema": _ASKED}}},
        "responses": _answers(ok, PROBLEMS, "application/problem+json", _PROBLEM),
    }  # fmt: skip


def _own_document() -> dict[str, Any]:
    content = {"application/json": {"schema": {"type": "object", "required": ["openapi"]}}}
    return {
        "operationId": "openapi", "summary": "This document", "security": [],
        "responses": {
            "200": {"description": "OpenAPI 3.1.", "content": content},
            "405": {"description": "Another method.", "content": {"application/problem+json": {"schema": _PROBLEM}}},
        },
    }  # fmt: skip


def _form(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    both = {one: [other] for one, other in zip(_PROOF, reversed(_PROOF), strict=True)}
    schema = {"type": "object", "properties": properties, "required": required, "dependentRequired": both}
    return {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": schema}}}


_PROOF = {
    "client_assertion_type": {"const": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
    "client_assertion": {**_TEXT, "description": "JWT signed with RS384 or ES384; `aud` is this address."},
}

_SECRET = {
    "client_id": {**_TEXT, "description": "With `client_secret`, for programs that cannot send the header."},
    "client_secret": _TEXT,
}  # fmt: skip


def _scope() -> dict[str, Any]:
    """Scopes with blanks between; empty: all that the program holds."""
    one = "(?:" + "|".join(name.replace(".", "[.]") for name in SCOPES) + ")"
    return {
        **_TEXT, "pattern": f"^(?:{one}(?: {one})*)?$",
        "description": "Scopes with blanks between; those that the program does not hold are passed over. Part of a"
        " FHIR scope (`system/Patient.r`) is understood, too.",
    }  # fmt: skip


def _token() -> dict[str, Any]:
    ok = {"description": "A token of few minutes.", "content": {"application/json": {"schema": _TOKEN}}}
    asked = {"grant_type": {"const": "client_credentials"}, "scope": _scope(), **_PROOF, **_SECRET}
    return {
        "operationId": "token", "summary": "A token for a program", "security": [{"secret": []}, {}],
        "requestBody": _form(asked, ["grant_type"]),
        "responses": _answers(ok, OAUTH_ERRORS, "application/json", _OAUTH_ERROR),
    }  # fmt: skip


def _revoke() -> dict[str, Any]:
    ok = {"description": "The token opens nothing.", "content": {"application/json": {"schema": {"type": "object"}}}}
    return {
        "operationId": "revoke", "summary": "Give a token back", "security": [{"secret": []}, {}],
        "requestBody": _form({"token": _TEXT, **_PROOF, **_SECRET}, ["token"]),
        "responses": _answers(ok, OAUTH_ERRORS, "application/json", _OAUTH_ERROR),
    }  # fmt: skip
