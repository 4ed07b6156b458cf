"""Tables of `core`, one module per subject."""

from semesta.web.core.models.audit import AuditBlock, AuditEntry
from semesta.web.core.models.clients import ApiAssertion, ApiClient, ApiToken, ApiUse
from semesta.web.core.models.looks import Look
from semesta.web.core.models.people import Membership, Organisation, User
from semesta.web.core.models.scoped import ScopedModel
from semesta.web.core.models.sessions import Session
from semesta.web.core.models.sign_in import ResetLink, SignInFailure

__all__ = [
    "ApiAssertion",
    "ApiClient",
    "ApiToken",
    "ApiUse",
    "AuditBlock",
    "AuditEntry",
    "Look",
    "Membership",
    "Organisation",
    "ResetLink",
    "ScopedModel",
    "Session",
    "SignInFailure",
    "User",
]
