"""Each question names its bank, and a code that stood more than once in a bank gets a number behind it."""

from collections.abc import Iterable
from typing import Final

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery

LONGEST: Final = 40


def new_codes(questions: Iterable[tuple[int, str, str]]) -> dict[int, str]:
    """The codes to give, by question. Of equal ones the first keeps its own; `questions`: id, bank and code in order."""
    rows = list(questions)
    taken = {(bank, code) for _pk, bank, code in rows}
    kept: set[tuple[str, str]] = set()
    given: dict[int, str] = {}
    for pk, bank, code in rows:
        if (bank, code) not in kept:
            kept.add((bank, code))
            continue
        number, free = 2, f"{code[: LONGEST - 2]}-2"
        while (bank, free) in taken:
            number += 1
            free = f"{code[: LONGEST - 1 - len(str(number))]}-{number}"
        taken.add((bank, free))
        given[pk] = free
    return given


def fill(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    questions = apps.get_model("assessments", "Question").objects
    categories = apps.get_model("assessments", "Category").objects
    questions.update(bank=Subquery(categories.filter(pk=OuterRef("category")).values("bank")[:1]))
    changed = new_codes(questions.order_by("pk").values_list("pk", "bank", "code"))
    for question in questions.filter(pk__in=changed).iterator():
        before, question.code = question.code.lower(), changed[question.pk]
        question.search_text = f"{question.code.lower()}{question.search_text.removeprefix(before)}"
        question.save(update_fields=["code", "search_text"])


class Migration(migrations.Migration):
    dependencies = [("assessments", "0012_mark_drafts")]

    operations = [
        migrations.AddField(
            "question", "bank", models.CharField(default="", editable=False, max_length=100), preserve_default=False
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
