"""Excerpts of lessons ran the cells of a table together: the words of all lessons are put in anew at the next start."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forget_lessons(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("content", "SearchEntry").objects.filter(kind="lesson").delete()


class Migration(migrations.Migration):
    dependencies = [("content", "0004_courses_by_language")]

    operations = [migrations.RunPython(forget_lessons, forget_lessons)]
