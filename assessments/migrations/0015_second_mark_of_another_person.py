"""A contested answer can be marked again, by another person; the first mark stays."""

from django.conf import settings
from django.db import migrations, models

from common.db.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0014_code_once_per_bank"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="manualmark", name="manual_mark_once"),
        migrations.AddField(
            model_name="manualmark", name="number", field=models.PositiveSmallIntegerField(default=1)
        ),
        migrations.AddConstraint(
            model_name="manualmark",
            constraint=models.UniqueConstraint(
                fields=("attempt", "position", "number", "cadre_id"), name="manual_mark_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="manualmark",
            constraint=models.UniqueConstraint(
                fields=("attempt", "position", "marked_by", "cadre_id"), name="manual_mark_by_another"
            ),
        ),
        migrations.AddConstraint(
            model_name="manualmark",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__in", (1, 2))), name="manual_mark_first_or_second"
            ),
        ),
        # SQLite has built the table anew, without its guard.
        AppendOnly("assessments_manualmark"),
    ]
