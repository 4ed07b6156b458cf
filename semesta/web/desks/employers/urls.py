"""Addresses of the employers desk."""

from __future__ import annotations

from semesta.web.core.access import guarded_path
from semesta.web.desks.employers.firms import firms

urlpatterns = [guarded_path("badan-usaha/", firms, "employers")]
