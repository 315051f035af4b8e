"""What changed between two editions: outline, texts, settings of quizzes, questions; line by line."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from assessments.domain.settings_in_words import rules_in_words
from assessments.domain.written_lines import written_lines
from assessments.models import QuestionVersion, QuizEdition
from common.text.difference import Line, compare_lines
from common.text.formats import short_date
from content.rendering import label_lines
from courses.domain.legal_bases import legal_bases_of
from courses.models import Edition, EditionActivity


@dataclass(frozen=True)
class ComparedQuestion:
    """`change`: changed, added or removed. No lines where the person may not read the key."""

    code: str
    change: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class ComparedActivity:
    """`change`: same, changed, added or removed."""

    title: str
    change: str
    lines: tuple[Line, ...]
    questions: tuple[ComparedQuestion, ...] = ()


# Equal lines shown beside what changed.
_AROUND: Final = 1


def compare_outlines(old: Edition, new: Edition) -> tuple[Line, ...]:
    """Modules and the titles in them, as a list of both; empty when nothing was moved or renamed."""
    return tuple(_difference(_outline(old), _outline(new)))


def compare_legal_bases(old: Edition, new: Edition) -> tuple[Line, ...]:
    """A line for each law with its days; empty when all of it is as before."""
    return tuple(_difference(_legal_bases(old), _legal_bases(new)))


def compare_editions(old: Edition, new: Edition, *, banks: Collection[int] = ()) -> list[ComparedActivity]:
    """The activities of both editions in the order of the new one, removed ones last.

    Args:
        banks: categories whose questions, with their keys, may be read; of others only what changed is told.
    """
    before = {activity.key: activity for activity in old.activities.all()}
    after = {activity.key: activity for activity in new.activities.all()}
    pairs = [(before.get(key), activity) for key, activity in after.items()]
    gone = [(activity, None) for key, activity in before.items() if key not in after]
    titles = {str(key): activity.title for key, activity in (before | after).items()}
    versions = _versions([*before.values(), *after.values()])
    return [_compare(one, other, titles, versions, banks) for one, other in [*pairs, *gone]]


def _compare(
    old: EditionActivity | None,
    new: EditionActivity | None,
    titles: dict[str, str],
    versions: dict[int, QuestionVersion],
    banks: Collection[int],
) -> ComparedActivity:
    labels = label_lines(new.body) if new else set()
    lines = tuple(_without_idle_labels(_difference(_text(old, titles), _text(new, titles)), labels))
    questions = tuple(_compare_questions(_shown(old), _shown(new), versions, banks))
    title = new.title if new else old.title if old else ""
    return ComparedActivity(title, _change(old, new, bool(lines or questions)), lines, questions)


def _without_idle_labels(lines: list[Line], labels: Collection[str]) -> Iterable[Line]:
    """Without an unchanged label after a change, where what it stands above is left out as unchanged."""
    for line, after in zip_longest(lines, lines[1:]):
        is_last_shown = after is None or after.kind == "gap"
        if not (line.kind == "same" and is_last_shown and line.text in labels):
            yield line


def _change(old: EditionActivity | None, new: EditionActivity | None, differs: bool) -> str:
    if old is None:
        return "added"
    if new is None:
        return "removed"
    return "changed" if differs else "same"


def _outline(edition: Edition) -> list[str]:
    titles = {activity.key: activity.title for activity in edition.activities.all()}
    lines = []
    for module in edition.outline:
        lines.append(module["title_vi"])
        lines += [f"– {titles[UUID(key)]}" for key in module["activities"] if UUID(key) in titles]
    return lines


def _legal_bases(edition: Edition) -> list[str]:
    return [
        _("%(text)s (in force since %(since)s, to be reviewed by %(until)s)")
        % {
            "text": basis.text,
            "since": short_date(basis.in_force_on) if basis.in_force_on else "–",
            "until": short_date(basis.review_on) if basis.review_on else "–",
        }
        for basis in legal_bases_of(edition)
    ]


def _text(activity: EditionActivity | None, titles: dict[str, str]) -> list[str]:
    if activity is None:
        return []
    lines = [activity.title_vi, activity.title_en, activity.outcome, activity.summary_vi]
    lines.append(_("Minutes: %(minutes)d") % {"minutes": activity.minutes})
    if activity.requires:
        needed = ", ".join(titles.get(key, key) for key in activity.requires)
        lines.append(_("To be finished first: %(titles)s") % {"titles": needed})
    if activity.quiz_edition:
        lines += _settings(activity.quiz_edition)
    return [*filter(None, lines), *activity.plain.splitlines()]


def _settings(quiz: QuizEdition) -> list[str]:
    """Every rule that was frozen with the quiz, by the label that its form has, and how many are drawn."""
    draws = [
        _("Draw %(number)d: %(count)d of %(available)d questions")
        % {"number": number, "count": draw["count"], "available": len(draw["versions"])}
        for number, draw in enumerate(quiz.pool, start=1)
    ]
    return [*rules_in_words(quiz.rules), *draws]


def _shown(activity: EditionActivity | None) -> set[int]:
    """Row ids of the versions that the exercises and the quiz of an activity show."""
    if activity is None:
        return set()
    ids = {int(exercise["version"]) for exercise in activity.exercises}
    if activity.quiz_edition is not None:
        ids |= {id_ for draw in activity.quiz_edition.pool for id_ in draw["versions"]}
    return ids


def _versions(activities: Iterable[EditionActivity]) -> dict[int, QuestionVersion]:
    ids = set().union(*map(_shown, activities))
    rows = QuestionVersion.objects.filter(pk__in=ids).select_related("question__category", "answer_key")
    return {version.pk: version for version in rows.prefetch_related("question__tags")}


def _compare_questions(
    old: set[int], new: set[int], versions: dict[int, QuestionVersion], banks: Collection[int]
) -> Iterable[ComparedQuestion]:
    """Only what differs, in the order of codes."""
    before = {versions[pk].question_id: versions[pk] for pk in old - new if pk in versions}
    after = {versions[pk].question_id: versions[pk] for pk in new - old if pk in versions}
    code_of = {pk: version.question.code for pk, version in (before | after).items()}
    for pk in sorted(code_of, key=lambda pk: code_of[pk]):
        one, other = before.get(pk), after.get(pk)
        change = "changed" if one and other else "added" if other else "removed"
        shown = one or other
        may = shown is not None and shown.question.category_id in banks
        lines = tuple(_difference(_written(one), _written(other))) if may else ()
        yield ComparedQuestion(code_of[pk], change, lines)


def _written(version: QuestionVersion | None) -> list[str]:
    return written_lines(version) if version else []


def _difference(old: list[str], new: list[str]) -> list[Line]:
    return compare_lines(old, new, around=_AROUND)
