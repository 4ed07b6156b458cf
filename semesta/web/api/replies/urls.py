"""The address that the city gives its gateway: `/balasan/<token>`."""

from __future__ import annotations

from semesta.web.api.replies.views import replies
from semesta.web.core.access import guarded_path

urlpatterns = [guarded_path("balasan/<str:token>", replies, "replies")]
