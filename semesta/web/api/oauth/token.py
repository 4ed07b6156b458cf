"""The token endpoint (RFC 6749, 4.4; RFC 7523; SMART backend services), revocation (RFC 7009), and where they are."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from semesta.web.api.openrosa.limits import too_many
from semesta.web.core.access import PUBLIC, Area, needs
from semesta.web.core.clients import actions
from semesta.web.core.clients.actions import plain
from semesta.web.core.clients.keys import ALGORITHMS, NotSigned, claims_of, proven
from semesta.web.core.clients.scopes import SCOPES, granted
from semesta.web.core.models import ApiClient

if TYPE_CHECKING:
    from semesta.web.core.access import View

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
FORM = "application/x-www-form-urlencoded"
WRONG_MOST, WRONG_SECONDS = 30, 600
"""Wrong proofs from one address in ten minutes."""
GRANT = "client_credentials"
PROOFS = ("private_key_jwt", "client_secret_basic", "client_secret_post")
LONGEST_SCOPE = 2000


class _Error(Exception):
    """An error answer of RFC 6749, 5.2."""

    def __init__(self, error: str, why: str, status: int = 400) -> None:
        super().__init__(why)
        self.error, self.why, self.status = error, why, status

    def answer(self) -> HttpResponse:
        answer = _said({"error": self.error, "error_description": self.why}, self.status)
        if self.status == 401:
            answer.headers["WWW-Authenticate"] = 'Basic realm="semesta"'
        return answer


def _said(told: dict[str, object], status: int = 200) -> HttpResponse:
    return JsonResponse(told, status=status, headers={"Cache-Control": "no-store", "Pragma": "no-cache"})


def _endpoint(view: View) -> View:
    """By POST of a form, without session or form token, with the errors of RFC 6749."""

    def answered(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            answer = _Error("invalid_request", "use POST", 405).answer()
            answer.headers["Allow"] = "POST"
            return answer
        try:
            if request.content_type != FORM:
                raise _Error("invalid_request", f"send {FORM}", 415)
            return view(request)  # type: ignore[return-value]  # the two below give HttpResponse
        except _Error as error:
            if error.status == 401 and _too_many_wrong(request):
                return _Error("invalid_client", "too many wrong proofs; wait ten minutes", 429).answer()
            return error.answer()

    answered.__name__ = view.__name__
    guarded: View = csrf_exempt(needs(PUBLIC, area=Area.NONE)(answered))
    return guarded


def _too_many_wrong(request: HttpRequest) -> bool:
    """One more wrong proof from this address. A right one is never refused for it: secrets cannot be guessed."""
    return too_many("token", str(get_adapter(request).get_client_ip(request)), WRONG_MOST, WRONG_SECONDS)


@_endpoint
def token(request: HttpRequest) -> HttpResponse:
    """A token of few minutes for the scopes that were asked and that the program holds."""
    client = _client(request)
    if request.POST.get("grant_type", "") != GRANT:
        raise _Error("unsupported_grant_type", f"grant_type is {GRANT}")
    asked = request.POST.get("scope", "")
    if len(asked) > LONGEST_SCOPE:
        raise _Error("invalid_scope", "scope is too long")
    scopes = granted(asked, client.scopes)
    if not scopes:
        raise _Error("invalid_scope", f"of these scopes the program holds none; it holds: {client.scopes}")
    issued = actions.issue_token(client, scopes, timezone.now())
    return _said({
        "access_token": issued, "token_type": "Bearer", "expires_in": int(actions.TOKEN_HOLDS.total_seconds()),
        "scope": scopes,
    })  # fmt: skip


@_endpoint
def revoke(request: HttpRequest) -> HttpResponse:
    """The token opens nothing any more; 200 also for one that never did (RFC 7009, 2.2)."""
    client = _client(request)
    if "token" not in request.POST:
        raise _Error("invalid_request", "say which token")
    actions.revoke_token(client, request.POST["token"])
    return _said({})


def _client(request: HttpRequest) -> ApiClient:
    """The program that proved who it is."""
    if request.POST.get("client_assertion_type") or request.POST.get("client_assertion"):
        return _by_assertion(request)
    public_id, secret = _secret(request)
    client = _open_client(public_id)
    if not actions.knows_secret(client, secret):
        actions.note_refused(public_id, "secret")
        raise _Error("invalid_client", "client_id or secret is wrong, or the program has ended", 401)
    assert client is not None  # noqa: S101 nobody knows the secret of no program
    return client


def _open_client(public_id: str) -> ApiClient | None:
    today = timezone.localdate()
    client = ApiClient.objects.filter(public_id=plain(public_id), ended_at__isnull=True)
    found = client.select_related("organisation").first()
    closed = found.organisation.closed_on if found else None
    return None if closed is not None and closed <= today else found


def _secret(request: HttpRequest) -> tuple[str, str]:
    """Name and secret, from the header; from the form when there is no header (RFC 6749, 2.3.1)."""
    if "Authorization" not in request.headers and request.POST.get("client_secret"):
        return request.POST.get("client_id", ""), request.POST["client_secret"]
    return _basic(request)


def _basic(request: HttpRequest) -> tuple[str, str]:
    kind, _, told = request.headers.get("Authorization", "").partition(" ")
    try:
        if kind.lower() != "basic":
            raise ValueError
        public_id, colon, secret = base64.b64decode(told.strip(), validate=True).decode("utf-8").partition(":")
        if not colon:
            raise ValueError
    except (ValueError, binascii.Error, UnicodeDecodeError):
        raise _Error("invalid_client", f"prove who asks: {' or '.join(PROOFS)}", 401) from None
    return unquote_plus(public_id), unquote_plus(secret)


def _by_assertion(request: HttpRequest) -> ApiClient:
    if request.POST.get("client_assertion_type") != ASSERTION:
        raise _Error("invalid_request", f"client_assertion_type is {ASSERTION}")
    assertion = request.POST.get("client_assertion", "")
    public_id = ""
    try:
        public_id = str(claims_of(assertion).get("sub", ""))
        client = _open_client(public_id)
        if client is None or not client.jwks:
            raise NotSigned("no program of this name has registered keys")
        audiences = [request.build_absolute_uri(reverse("oauth_token"))]
        jti, ends_at = proven(assertion, client.jwks, client.public_id, audiences, timezone.now())
        if not actions.use_assertion(client, jti, ends_at):
            raise NotSigned("client_assertion: jti was used before")
    except NotSigned as wrong:
        actions.note_refused(public_id, "assertion")
        raise _Error("invalid_client", str(wrong), 401) from wrong
    return client


def configuration(request: HttpRequest) -> dict[str, object]:
    """What SMART and OAuth clients ask for first."""
    return {
        "issuer": request.build_absolute_uri("/").rstrip("/"),
        "token_endpoint": request.build_absolute_uri(reverse("oauth_token")),
        "revocation_endpoint": request.build_absolute_uri(reverse("oauth_revoke")),
        "grant_types_supported": [GRANT],
        "token_endpoint_auth_methods_supported": list(PROOFS),
        "token_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
        "scopes_supported": list(SCOPES),
        "response_types_supported": [],
        "capabilities": ["client-confidential-asymmetric", "permission-v1", "permission-v2"],
    }


def _configuration_view(request: HttpRequest) -> HttpResponse:
    if request.method not in {"GET", "HEAD"}:
        return _Error("invalid_request", "use GET", 405).answer()
    return JsonResponse(configuration(request))


well_known: View = csrf_exempt(needs(PUBLIC, area=Area.NONE)(_configuration_view))
