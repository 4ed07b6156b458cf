"""Tables of `core`, one module per subject."""

from semesta.web.core.models.people import Membership, Organisation, User
from semesta.web.core.models.sessions import Session

__all__ = ["Membership", "Organisation", "Session", "User"]
