"""The tables of evidence only grow; the database holds it."""

from django.db import migrations

from common.db.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("operations", "0001_initial")]

    operations = [
        AppendOnly("operations_auditentry"),
        AppendOnly("operations_auditseal"),
    ]
