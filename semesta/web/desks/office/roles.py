"""What each role may do and see: read from core.roles, changed only there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from semesta.web.core.access import Area, needs
from semesta.web.core.roles import COLUMNS, PERMISSIONS, ROLES

if TYPE_CHECKING:
    from django.http import HttpResponse

    from semesta.web.core.access import OfficeRequest


@needs("office.users", area=Area.NONE)
def roles(request: OfficeRequest) -> HttpResponse:
    """Every role with its description, permissions and columns."""
    rows = [
        {
            "role": role,
            "permissions": [text for name, text in PERMISSIONS.items() if name in role.permissions],
            "columns": [text for name, text in COLUMNS.items() if name in role.columns],
        }
        for role in ROLES.values()
    ]
    return render(request, "office/roles.html", {"rows": rows})
