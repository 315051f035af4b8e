"""The tables of evidence only grow; the database holds it."""

from django.db import migrations

from common.db.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial")]

    operations = [
        AppendOnly("assessments_questionversion"),
        AppendOnly("assessments_questionkey"),
        AppendOnly("assessments_quizedition"),
        AppendOnly("assessments_paper"),
        AppendOnly("assessments_answersave"),
        AppendOnly("assessments_marking"),
    ]
