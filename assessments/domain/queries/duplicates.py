"""Questions that ask the same, once marks, case, spaces and punctuation are folded."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from assessments.domain.finding import stem_key
from assessments.domain.queries.bank import latest_versions
from assessments.enums import QuestionState
from assessments.models import Question, QuestionVersion
from assessments.question_types import question_type
from common.text.vietnamese import nfc


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Questions of one text. `all_alike`: their options or items are the same as well."""

    versions: list[QuestionVersion]
    all_alike: bool


def duplicate_keys(questions: QuerySet[Question]) -> QuerySet[Question, str]:
    """The marks of texts that stand more than once among the questions in use, for a paginator."""
    return (
        _in_use(questions)
        .exclude(stem_key="")
        .order_by("stem_key")
        .values_list("stem_key", flat=True)
        .annotate(times=Count("pk"))
        .filter(times__gt=1)
        .values_list("stem_key", flat=True)
    )


def duplicate_groups(questions: QuerySet[Question], keys: Sequence[str]) -> list[DuplicateGroup]:
    """The groups of these marks, in their order. Two statements."""
    groups: dict[str, list[QuestionVersion]] = defaultdict(list)
    for version in latest_versions(_in_use(questions).filter(stem_key__in=keys), {}):
        groups[version.question.stem_key].append(version)
    return [
        DuplicateGroup(groups[key], len({_choices(version) for version in groups[key]}) == 1)
        for key in keys
        if len(groups[key]) > 1
    ]


def same_as(questions: QuerySet[Question], stem: str, *, but: Question | None = None) -> list[QuestionVersion]:
    """Questions in use that already ask this, at most ten. Two statements."""
    found = _in_use(questions).filter(stem_key=stem_key(stem))
    if but is not None:
        found = found.exclude(pk=but.pk)
    return list(latest_versions(found, {})[:10])


def _in_use(questions: QuerySet[Question]) -> QuerySet[Question]:
    return questions.exclude(state=QuestionState.RETIRED)


def _choices(version: QuestionVersion) -> tuple[str, ...]:
    """The type and its parts in whatever order. Marks count here: options may differ in nothing else."""
    words = question_type(version.type).words(version.presentation)
    return (version.type, *sorted(" ".join(nfc(word).lower().split()) for word in words))
