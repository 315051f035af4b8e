"""Marks that a person gives, and the attempts that wait for one."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from common.db.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0006_words_of_questions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ManualMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cadre_id", models.BigIntegerField()),
                ("position", models.PositiveSmallIntegerField()),
                ("levels", models.JSONField()),
                ("comment", models.TextField(blank=True)),
                ("marked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "attempt",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="manual_marks",
                        to="assessments.attempt",
                    ),
                ),
                (
                    "marked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("attempt", "position", "cadre_id"), name="manual_mark_once")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", False), ("passed__isnull", True)),
                fields=["closed_at"],
                name="attempt_awaits_marking",
            ),
        ),
        AppendOnly("assessments_manualmark"),
    ]
