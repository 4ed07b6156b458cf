"""The room `core` as Django knows it."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate


def _before_migrating(using: str, plan: list[Any], **_: Any) -> None:
    from semesta.web.core.audit.triggers import take_triggers
    from semesta.web.core.frozen import thaw_for_migrating

    if plan:
        take_triggers(connections[using])
        thaw_for_migrating(connections[using])


def _after_migrating(using: str, **_: Any) -> None:
    from semesta.web.core.audit.looks import put_digests_of_looks
    from semesta.web.core.audit.triggers import put_triggers
    from semesta.web.core.frozen import freeze_signed_rows
    from semesta.web.core.postgres import order_looks_by_time, protect_scoped_models

    put_triggers(connections[using])
    put_digests_of_looks(connections[using])
    protect_scoped_models(connections[using])
    order_looks_by_time(connections[using])
    freeze_signed_rows(connections[using])


class CoreConfig(AppConfig):
    """People, places, audit, sessions."""

    name = "semesta.web.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connections know who acts; tables carry triggers and policies after every migration."""
        from semesta.web.core import sign_in  # noqa: F401 its receivers
        from semesta.web.core.acting import give_sqlite_its_functions
        from semesta.web.core.postgres import leave_statements_uncompiled

        connection_created.connect(give_sqlite_its_functions)
        connection_created.connect(leave_statements_uncompiled)
        pre_migrate.connect(_before_migrating, sender=self)
        post_migrate.connect(_after_migrating, sender=self)
