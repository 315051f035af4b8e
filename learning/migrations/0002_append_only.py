"""The tables of evidence only grow; the database holds it."""

from django.db import migrations

from common.db.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("learning", "0001_initial")]

    operations = [
        AppendOnly("learning_progressevent"),
    ]
