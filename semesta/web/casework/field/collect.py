"""What ODK Collect scans to know our server: settings as JSON, compressed, in base64, drawn as a QR code.

Format: getodk docs, "Import and export settings": base64(zlib(json)), keys `general` and `admin` are mandatory.
"""

from __future__ import annotations

import base64
import io
import json
import zlib
from typing import Any


def settings_of(server_url: str, project: str) -> dict[str, Any]:
    """One project whose server is `server_url` (the agent's token is its last part), which keeps itself in step.

    Forms and lists are fetched by themselves; filled forms go when there is a network and are deleted once sent, so
    that a lost phone holds little. The agent cannot see or change the address.
    """
    return {
        "general": {
            "protocol": "odk_default", "server_url": server_url, "username": "", "password": "",
            "form_update_mode": "match_exactly", "automatic_update": True,
            "periodic_form_updates_check": "every_fifteen_minutes", "autosend": "wifi_and_cellular",
            "delete_send": True, "analytics": False, "app_language": "in",
        },
        "admin": {"change_server": False, "import_settings": True, "change_project_display": False},
        "project": {"name": project[:40], "icon": "S", "color": "#0b4f5c"},
    }  # fmt: skip


def packed(settings: dict[str, Any]) -> str:
    """The text of the QR code."""
    return base64.b64encode(zlib.compress(json.dumps(settings, ensure_ascii=False).encode(), 9)).decode()


def qr_path(text: str) -> tuple[str, int]:
    """(the dark fields as an SVG path, width in fields with the quiet zone of 4 that readers need)."""
    import qrcode

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_L, border=4)
    code.add_data(text)
    code.make(fit=True)
    drawn = io.StringIO()
    for y, line in enumerate(code.get_matrix()):
        for x, dark in enumerate(line):
            if dark:
                drawn.write(f"M{x} {y}h1v1h-1z")
    return drawn.getvalue(), len(code.get_matrix())
