"""The practice questions that the editor of a lesson offers."""

from typing import Final

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from assessments.blocks import Choices
from assessments.domain.queries.bank import bank_titles
from assessments.enums import QuestionState
from assessments.models import Question, QuestionVersion
from common.text.html import plain_text
from common.text.vietnamese import sort_key

_WORDS: Final = 80


def practice_choices(questions: QuerySet[Question], bank: str) -> Choices:
    """Those in use of `questions` by course and category: the uuid; code and first words.

    A list of hundreds is read by its headings, and the browser finds a code that is typed into it. `bank` stands
    first, the banks that came with the product last. Two statements.
    """
    newer = QuestionVersion.objects.filter(question=OuterRef("question"), number__gt=OuterRef("number"))
    rows = list(
        QuestionVersion.objects.filter(~Exists(newer), question__in=questions)
        .exclude(question__state=QuestionState.RETIRED)
        .order_by("question__code", "pk")
        .values_list(
            "question__category__bank",
            "question__created_by",
            "question__uuid",
            "question__code",
            "question__category__name",
            "stem",
        )
    )
    groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
    written_here: set[str] = set()
    for name, created_by, uuid, code, category, stem in rows:
        groups.setdefault((name, category), []).append((str(uuid), f"{code}: {plain_text(stem)[:_WORDS]}"))
        if created_by is not None:
            written_here.add(name)
    titles = bank_titles({name for name, _category in groups})

    def place(group: tuple[str, str]) -> tuple[bool, bool, object, object]:
        name, category = group
        return name != bank, name not in written_here, sort_key(titles[name]), sort_key(category)

    def heading(name: str) -> str:
        if name == bank:
            return _("This course: %(title)s") % {"title": titles[name]}
        if name not in written_here:
            return _("Sample course: %(title)s") % {"title": titles[name]}
        return titles[name]

    return [(f"{heading(group[0])} › {group[1]}", groups[group]) for group in sorted(groups, key=place)]
