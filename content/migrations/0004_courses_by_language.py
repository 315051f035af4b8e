"""The words of a course are searched in one language at a time: those that mixed both are made anew at the next start."""

from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forget_courses(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("content", "SearchEntry").objects.filter(kind__in=("course", "course_en")).delete()


class Migration(migrations.Migration):
    dependencies = [("content", "0003_search_index")]

    operations = [
        # Only what may be chosen: the table stays as it is, and so do the triggers on it.
        migrations.AlterField(
            model_name="searchentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("course", "Course"),
                    ("course_en", "Course"),
                    ("lesson", "Lesson"),
                    ("guide", "Guide"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunPython(forget_courses, forget_courses),
    ]
