"""The address of the public check."""

from __future__ import annotations

from semesta.web.core.access import guarded_path
from semesta.web.desks.public_check.check import public_check

urlpatterns = [guarded_path("cek/", public_check, "public_check")]
