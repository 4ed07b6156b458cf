"""What the server calls."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "semesta.web.site.settings")

from django.core.wsgi import get_wsgi_application

whole = get_wsgi_application()

from django.db import connection  # noqa: E402 settings first

from semesta.web.core.postgres import refuse_strong_role  # noqa: E402 apps first
from semesta.web.core.thin import shortened  # noqa: E402 settings first
from semesta.web.site.log import note_request  # noqa: E402 settings first

application = shortened(whole, note_request)

refuse_strong_role(connection)
connection.close()
