"""A code identifies a question within its bank, as sheets and packages have it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0013_bank_of_questions")]

    operations = [
        migrations.RemoveConstraint("question", "question_code_once_per_category"),
        migrations.AddConstraint(
            "question", models.UniqueConstraint(fields=["bank", "code"], name="question_code_once_per_bank")
        ),
    ]
