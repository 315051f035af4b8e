"""What questions saved before are found by."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from assessments.domain.finding import search_text, stem_key


def find_the_words(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    versions = apps.get_model("assessments", "QuestionVersion")
    for question in apps.get_model("assessments", "Question").objects.iterator():
        latest = versions.objects.filter(question=question).order_by("-number").first()
        if latest is not None:
            question.search_text = search_text(question.code, latest)
            question.stem_key = stem_key(latest.stem)
            question.save(update_fields=["search_text", "stem_key"])


class Migration(migrations.Migration):
    dependencies = [("assessments", "0005_bank_tree_tags_and_review")]

    operations = [migrations.RunPython(find_the_words, migrations.RunPython.noop, elidable=True)]
