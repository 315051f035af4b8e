"""The tables of evidence only grow; the database holds it."""

from django.db import migrations

from common.db.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("courses", "0001_initial")]

    operations = [
        AppendOnly("courses_edition"),
        AppendOnly("courses_editionactivity"),
        AppendOnly("courses_editionasset"),
    ]
