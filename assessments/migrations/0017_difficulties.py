"""The words of a difficulty stand with the field; nothing changes in the database."""

from django.db import migrations, models

_CHOICES = [(1, "easy"), (2, "medium"), (3, "hard")]


class Migration(migrations.Migration):
    dependencies = [("assessments", "0016_wait_between_attempts")]

    operations = [
        migrations.AlterField(
            model_name="questionversion",
            name="difficulty",
            field=models.PositiveSmallIntegerField(choices=_CHOICES, default=2),
        ),
        migrations.AlterField(
            model_name="quizdraw",
            name="difficulty",
            field=models.PositiveSmallIntegerField(choices=_CHOICES, null=True, blank=True),
        ),
    ]
