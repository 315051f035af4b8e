from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_notices_seen_until")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="has_held_roles",
            field=models.BooleanField(default=False, editable=False),
        ),
    ]
