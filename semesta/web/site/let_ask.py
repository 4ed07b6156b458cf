"""`semesta web let-ask`: a system may ask over DCI, let in by whoever runs the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from semesta.terms.fault import Fault
from semesta.web.site.serve import put_database_in_place

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def let_ask(home: Path, told: Mapping[str, Any]) -> str:
    """The system of `told` (casework/actions/dci.register) may ask; its token, '' when it signs or has a program.

    A Fault when it is registered already or a value is not as it must be.
    """
    put_database_in_place(home)
    from django.core.exceptions import ValidationError
    from django.utils import timezone

    from semesta.web.casework.actions.dci import register_from_server

    try:
        return register_from_server(told, timezone.now())[1]
    except ValidationError as wrong:
        raise Fault(" ".join(wrong.messages), str(told["sender_id"])) from None
