from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_byte_order_of_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="hints_put_away",
            field=models.CharField(blank=True, default="", editable=False, max_length=500),
        ),
    ]
