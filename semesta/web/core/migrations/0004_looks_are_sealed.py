"""Looks are sealed themselves: a block says what it is over. Looks written before are sealed at the next round, beside
the entries that tell of them.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_clients"),
    ]

    operations = [
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
