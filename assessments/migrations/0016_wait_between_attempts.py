"""A wait between two attempts of a round, beside that after the round."""

from django.core.validators import MaxValueValidator
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0015_second_mark_of_another_person")]

    operations = [
        migrations.AddField(
            model_name="quiz",
            name="minutes_between_attempts",
            field=models.PositiveIntegerField(
                default=0,
                validators=[MaxValueValidator(10080)],
                verbose_name="minutes to wait between two attempts",
            ),
        ),
    ]
