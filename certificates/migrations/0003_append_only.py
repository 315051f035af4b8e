"""The tables of evidence only grow; the database holds it."""

from django.db import migrations

from common.db.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("certificates", "0002_initial")]

    operations = [
        AppendOnly("certificates_revocation"),
        AppendOnly("certificates_certificate", allow_update_columns=("file", "sha256", "rendered_at")),
    ]
