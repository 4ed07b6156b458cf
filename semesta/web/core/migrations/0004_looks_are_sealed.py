"""Looks are sealed themselves: a block says what it is over. Looks written before are sealed at the next round, beside
the entries that tell of them.
"""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def no_entry_for_a_look(_apps: Any, schema_editor: Any) -> None:
    """Triggers of SQLite are taken and put again with every migration anyway."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER IF EXISTS semesta_audit ON core_look")


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_clients"),
    ]

    operations = [
        migrations.RunPython(no_entry_for_a_look, migrations.RunPython.noop),
        migrations.AddField(
            model_name="auditblock",
            name="over",
            field=models.CharField(blank=True, default="", max_length=1),
        ),
        migrations.AlterField(
            model_name="auditblock",
            name="last_id",
            field=models.BigIntegerField(),
        ),
        migrations.AlterField(
            model_name="look",
            name="user",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="looks",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="auditblock",
            constraint=models.UniqueConstraint(fields=("over", "last_id"), name="audit_block_once"),
        ),
    ]
