"""Programs of other organisations, as the office registers them, and what they send."""

from __future__ import annotations

import base64
import json
import time
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.test import Client
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from semesta.web.core.acting import Acting, acting
from semesta.web.core.clients import actions
from semesta.web.core.clients.scopes import SCOPES
from semesta.web.core.models import ApiClient

ALL = " ".join(SCOPES)
FORM = "application/x-www-form-urlencoded"
TOKEN = "/oauth2/token"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
FHIR_JSON = "application/fhir+json"


@dataclass
class Program:
    """A registered program; `secret` or `key` proves who it is."""

    client: ApiClient
    secret: str = ""
    key: object = None
    algorithm: str = "ES384"
    token: str = ""
    browser: Client = field(default_factory=Client)

    def basic(self, secret: str | None = None) -> str:
        shown = self.secret if secret is None else secret
        return "Basic " + base64.b64encode(f"{self.client.public_id}:{shown}".encode()).decode()

    def assertion(self, **other) -> str:
        """A signed assertion; `other` replaces claims."""
        now = int(time.time())
        claims = {
            "iss": self.client.public_id, "sub": self.client.public_id, "aud": f"http://testserver{TOKEN}",
            "exp": now + 240, "iat": now, "jti": uuid.uuid4().hex, **other,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.algorithm, "kid": self.key.kid}
        return jwt.encode(header, claims, self.key, algorithms=[self.algorithm])

    def ask_token(self, scope: str = "", **other):
        """The token endpoint's answer."""
        form = {"grant_type": "client_credentials", **({"scope": scope} if scope else {}), **other}
        headers = {}
        if self.key is not None and "client_assertion" not in other:
            form |= {"client_assertion_type": ASSERTION, "client_assertion": self.assertion()}
        elif self.secret:
            headers["Authorization"] = self.basic()
        return self.browser.post(TOKEN, urlencode(form), content_type=FORM, headers=headers)

    def sign_in(self, scope: str = "") -> Program:
        answer = self.ask_token(scope)
        assert answer.status_code == 200, answer.content
        self.token = answer.json()["access_token"]
        return self

    def headers(self, **more) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", **more}

    def get(self, address: str, **headers):
        return self.browser.get(address, headers=self.headers(**headers))

    def post(self, address: str, body, content_type: str = FHIR_JSON, **headers):
        sent = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.browser.post(address, sent, content_type=content_type, headers=self.headers(**headers))

    def put(self, address: str, body, **headers):
        return self.browser.put(
            address, json.dumps(body), content_type=FHIR_JSON, headers=self.headers(**headers)
        )  # fmt: skip

    def search(self, address: str, **wanted):
        """POST of a form, as FHIR searches."""
        return self.post(f"{address}/_search", urlencode(wanted, doseq=True), FORM)


def register(city, *, scopes: str = ALL, area: str = "", key: str = "", role: str = "facility", **more) -> Program:
    """A program of the city's office of that role; `key` 'EC' or 'RSA': it signs instead of having a secret."""
    made = None
    if key:
        made = ECKey.generate_key("P-384") if key == "EC" else RSAKey.generate_key(2048)
        made.ensure_kid()
    jwks = json.dumps(KeySet([made]).as_dict(private=False)) if made else ""
    with acting(Acting(purpose="tests")):
        client, secret = actions.register_client(
            f"SIMRS {role}", city.offices[role], area or city.area, scopes, purpose=more.pop("purpose", "TREAT"),
            made_by=city.users["office_admin"], jwks=jwks, **more,
        )  # fmt: skip
    return Program(client, secret, made, "RS384" if key == "RSA" else "ES384")


def program(city, **more) -> Program:
    """The same, with a token for all it may."""
    return register(city, **more).sign_in()
