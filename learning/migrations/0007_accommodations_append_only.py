"""What was granted to a person is kept as it was; the database holds it."""

from django.db import migrations

from common.db.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("learning", "0006_accommodations")]

    operations = [
        AppendOnly("learning_accommodation"),
    ]
