"""Seals a trail while somebody else writes to it, and prints how often they wrote before which statement.

Started by test_sealed_at_work.py with a home and a database of its own. PostgreSQL: they write while a block is closed.
SQLite, where there is one writer at a time: before each block.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
from semesta.web.site.serve import put_database_in_place

put_database_in_place(Path(sys.argv[1]))

from django.db import connection, connections
from django.utils import timezone

from semesta.web.core.audit import chain
from semesta.web.core.audit.events import note
from semesta.web.core.models import AuditBlock, AuditEntry

chain.BLOCK = 2
for number in range(5):
    note("one", key=str(number))
beside = connection.copy("beside")
connections["beside"] = beside
moment = "INSERT INTO core_auditblock" if connection.vendor == "postgresql" else "BEGIN"
with beside.cursor() as cursor:
    cursor.execute("SET lock_timeout = '1s'" if connection.vendor == "postgresql" else "PRAGMA busy_timeout = 1000")


def write_beside(execute, sql, *rest):
    """Somebody else's entry at that moment: it neither waits nor is it sealed under another's number."""
    if sql.replace('"', "").startswith(moment):
        AuditEntry.objects.using("beside").create(at=timezone.now(), kind="event", about="beside")
    return execute(sql, *rest)


with connection.execute_wrapper(write_beside):
    sealed = chain.seal_new_entries(timezone.now())
wrote = AuditEntry.objects.filter(about="beside").count()
again = chain.seal_new_entries(timezone.now())
found = chain.check_database()
blocks = list(AuditBlock.objects.order_by("id").values_list("entry_count", flat=True))
print(json.dumps({"wrote": wrote, "sealed": sealed, "again": again, "wrong": found.wrong, "blocks": blocks}))
