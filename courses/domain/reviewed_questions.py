"""No learner is asked a question that only its author has read: what a course needs before it is published.

Sample material says on every page that nobody has appraised it, so it may be published before; whoever signs it off
has reviewed its questions by that. See docs/adr/0028.
"""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q
from django.utils.translation import ngettext

from accounts.models import User
from assessments.domain.bulk import change_many
from assessments.domain.bulk_words import told
from assessments.domain.queries.drawable import drafts_drawn_by, drawn_by
from assessments.enums import BulkAct, QuestionState
from assessments.models import Question, Quiz
from assessments.rules import writers_of
from courses.domain.drafts import Draft
from courses.errors import CourseError, CourseIncomplete
from courses.models import Course, QuizPage


@dataclass(frozen=True, slots=True)
class QuizWithDrafts:
    """A quiz of the draft by the title of its page, and how many questions it can draw that nobody has reviewed."""

    title: str
    uuid: UUID
    drafts: int


def quizzes_with_drafts(draft: Draft) -> list[QuizWithDrafts]:
    """In the order of the course. Four statements, however many quizzes, draws and questions; none without a quiz."""
    quizzes = _quizzes(draft)
    counts = drafts_drawn_by([quiz for _title, quiz in quizzes])
    return [QuizWithDrafts(title, quiz.uuid, counts[quiz.pk]) for title, quiz in quizzes if counts[quiz.pk]]


def require_reviewed_questions(course: Course, draft: Draft) -> None:
    """Refuse what would ask learners a question that nobody has reviewed.

    Raises:
        CourseIncomplete: one sentence for each quiz.
    """
    if course.is_sample:
        return
    if found := quizzes_with_drafts(draft):
        raise CourseIncomplete([_sentence(quiz) for quiz in found])


def review_drawn_questions(draft: Draft, actor: User) -> None:
    """Mark as reviewed what the quizzes of the draft can draw.

    Raises:
        CourseError: the actor wrote one of them, so that it takes another person.
    """
    result = change_many(ids=_drawn_drafts(draft), act=BulkAct.REVIEW, actor=actor)
    if result.refused:
        raise CourseError(told(result))


def wrote_drawn_drafts(draft: Draft, person: User) -> bool:
    """Whether the person wrote a question that `review_drawn_questions` would have to mark, so that another has to.

    Whoever replaces the questions whose keys are public is the writer of the copies. Only who could sign can do
    that to a course of the product, so the act stays offered to them; its form says that it leaves the signing to
    another, and the desk shows them no button that could only be refused.
    """
    return person.pk in writers_of(_drawn_drafts(draft)).values()


def _drawn_drafts(draft: Draft) -> set[int]:
    conditions = drawn_by([quiz for _title, quiz in _quizzes(draft)])
    drawn = reduce(or_, conditions.values(), Q(pk__in=()))
    return set(Question.objects.filter(drawn, state=QuestionState.DRAFT).values_list("pk", flat=True))


def _quizzes(draft: Draft) -> list[tuple[str, Quiz]]:
    pages = (activity.page for activity in draft.activities)
    return [(page.title, page.quiz) for page in pages if isinstance(page, QuizPage) and page.quiz is not None]


def _sentence(quiz: QuizWithDrafts) -> str:
    words = ngettext(
        "“%(title)s” can draw %(count)d question that nobody has reviewed.",
        "“%(title)s” can draw %(count)d questions that nobody has reviewed.",
        quiz.drafts,
    )
    return words % {"title": quiz.title, "count": quiz.drafts}
