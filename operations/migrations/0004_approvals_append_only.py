"""What was proposed and what was decided stays; the database holds it."""

from django.db import migrations

from common.db.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("operations", "0003_approvals")]

    operations = [
        AppendOnly("operations_approval"),
        AppendOnly("operations_approvaldecision"),
    ]
