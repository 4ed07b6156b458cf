"""Addresses of the desk of doubts."""

from __future__ import annotations

from semesta.web.core.access import guarded_path
from semesta.web.desks.doubts.decided import decided, take_back
from semesta.web.desks.doubts.pair import pair

urlpatterns = [
    guarded_path("keraguan/", pair, "doubts"),
    guarded_path("keraguan/putusan/", decided, "doubts_decided"),
    guarded_path("keraguan/putusan/<int:pk>/batal/", take_back, "doubt_take_back"),
]
