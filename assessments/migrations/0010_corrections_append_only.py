"""Contests and corrections stay; of a contest only its answer is filled in, of a correction how far it is."""

from django.db import migrations

from common.db.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("assessments", "0009_corrections")]

    operations = [
        AppendOnly(
            "assessments_contest", allow_update_columns=("state", "answer", "answered_by_id", "answered_at")
        ),
        AppendOnly(
            "assessments_questioncorrection",
            allow_update_columns=("state", "counts", "computed_at", "decided_by_id", "in_force_at", "applied_at"),
        ),
    ]
