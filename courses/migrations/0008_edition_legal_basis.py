from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courses", "0007_scheduled_publication")]

    operations = [
        migrations.AddField(model_name="edition", name="legal_basis", field=models.JSONField(default=list)),
    ]
