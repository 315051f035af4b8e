"""Who may see and edit what of the bank. The predicate and the queryset of a rule always agree.

Reviewer-publishers and national administrators see every bank. A trainer sees the banks of his or her
own courses, the categories he or she owns, and the quizzes of the banks in which there is one. Into a lesson
goes a practice question of these, or one that came with the product.
"""

from collections.abc import Callable, Collection
from typing import Any, Final

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from assessments.enums import ContestState, QuestionState
from assessments.models import (
    Attempt,
    Category,
    Contest,
    ManualMark,
    Question,
    QuestionCorrection,
    QuestionPicture,
    QuestionVersion,
    Quiz,
)
from assessments.question_types import question_type
from committees.domain.access import access_of
from committees.enums import Role
from content.models import Asset

EVERY_BANK = (Role.PUBLISHER, Role.NATIONAL_ADMIN)
# Names of banks as a subquery: those of the person's own courses, and those of all courses (None).
CourseBanks = Callable[[User | None], QuerySet[Any, Any]]
_course_banks: list[CourseBanks] = []
_MARKS_OF_CONTEST: Final = ManualMark.objects.filter(attempt=OuterRef("attempt"), position=OuterRef("position"))
# Nobody here began it: it came with the product, as public as the product is.
_OF_THE_PRODUCT: Final = Q(created_by=None)


def register_course_banks(banks: CourseBanks) -> None:
    """Rooms above know whose a course is, and so its bank; they say it in `AppConfig.ready`."""
    if banks not in _course_banks:
        _course_banks.append(banks)


def can_author(user: object) -> bool:
    """Whether the bank is of any concern to this person."""
    return access_of(user).has(Role.TRAINER, *EVERY_BANK)


def categories_seen_by(user: User) -> QuerySet[Category]:
    """Categories whose questions, with their keys, the person may read and edit."""
    access = access_of(user)
    if access.has(*EVERY_BANK):
        return Category.objects.all()
    if access.has(Role.TRAINER):
        return Category.objects.filter(_own_banks(user) | Q(owner=user))
    return Category.objects.none()


def can_see_category(user: User, category: Category) -> bool:
    return categories_seen_by(user).filter(pk=category.pk).exists()


def _own_banks(user: User) -> Q:
    own = Q(pk__in=())
    for banks in _course_banks:
        own |= Q(bank__in=banks(user))
    return own


def questions_seen_by(user: User) -> QuerySet[Question]:
    return Question.objects.filter(category__in=categories_seen_by(user))


def practice_offered_to(user: User | AnonymousUser) -> QuerySet[Question]:
    """Practice questions an author may put into a lesson: of the categories he or she sees, and the product's own."""
    if not isinstance(user, User) or not can_author(user):
        return Question.objects.none()
    return Question.objects.filter(Q(category__in=categories_seen_by(user)) | _OF_THE_PRODUCT, is_practice=True)


def can_put_into_lesson(user: User, question: Question) -> bool:
    of_the_product = question.created_by_id is None and can_author(user)
    return question.is_practice and (of_the_product or can_see_category(user, question.category))


def practice_of_course(bank: str, author: User | None) -> QuerySet[Question]:
    """Practice questions the lessons of a course may hold, whoever saved them; `author` is whose course it is.

    Those of its bank, of the other banks of its author (also when the author writes no more), the product's own.
    """
    seen = Q(bank=bank)
    if author is not None:
        seen |= _own_banks(author) | Q(owner=author) | Q(pk__in=categories_seen_by(author))
    categories = Category.objects.filter(seen)
    return Question.objects.filter(Q(category__in=categories) | _OF_THE_PRODUCT, is_practice=True)


def can_read_bank(user: object) -> bool:
    """Auditors read what is asked in every bank, and never what is right."""
    return access_of(user).has(Role.AUDITOR)


def questions_read_by(user: User) -> QuerySet[Question]:
    """Questions that the person may read without keys, reasons and explanations."""
    return Question.objects.all() if can_read_bank(user) else Question.objects.none()


def can_see_picture(user: User, asset: Asset) -> bool:
    """Whether the file is the picture of a question that the person may edit."""
    return QuestionPicture.objects.filter(asset=asset, version__question__in=questions_seen_by(user)).exists()


def states_open_to(user: User, question: Question) -> list[QuestionState]:
    """States the person may give the question.

    Only who decides on courses calls one reviewed, and never who wrote what it says.
    """
    if not can_see_category(user, question.category):
        return []
    states = [QuestionState.DRAFT, QuestionState.RETIRED]
    if can_review(user) and writers_of([question.pk])[question.pk] != user.pk:
        states.insert(1, QuestionState.REVIEWED)
    return [state for state in states if state != question.state]


def can_review(user: User) -> bool:
    """Whether the person reviews questions at all."""
    return access_of(user).has(*EVERY_BANK)


def writers_of(question_ids: Collection[int]) -> dict[int, int | None]:
    """Who wrote what each question says now: the author of the oldest version since which it says the same.

    Who only changed the difficulty or the competence codes has written nothing. None: the system. One statement.
    """
    versions = QuestionVersion.objects.filter(question__in=question_ids).select_related("answer_key")
    writers: dict[int, int | None] = {}
    content: dict[int, tuple[object, ...]] = {}
    for version in versions.order_by("question", "number").iterator(chunk_size=500):
        answer = version.answer_key
        parts = question_type(version.type).raw(version.presentation, answer.key, answer.reasons)
        says = (version.type, version.stem, parts, answer.explanation)
        if content.get(version.question_id) != says:
            content[version.question_id], writers[version.question_id] = says, version.created_by_id
    return writers


def can_set_state(user: User, question: Question, state: str) -> bool:
    return state in states_open_to(user, question)


def quizzes_seen_by(user: User) -> QuerySet[Quiz]:
    return Quiz.objects.filter(bank__in=banks_seen_by(user))


def can_see_quiz(user: User, quiz: Quiz) -> bool:
    return quizzes_seen_by(user).filter(pk=quiz.pk).exists()


def quizzes_marked_by(user: User) -> QuerySet[Quiz]:
    """Quizzes of banks that the person sees whole: who owns one category of a shared bank does not mark for all."""
    seen = categories_seen_by(user)
    closed = Category.objects.exclude(pk__in=seen.values("pk")).values("bank")
    return Quiz.objects.filter(bank__in=banks_seen_by(user)).exclude(bank__in=closed)


def attempts_to_mark(user: User) -> QuerySet[Attempt]:
    """Closed attempts that wait for a person and that this person may mark; never an own one."""
    waiting = Attempt.objects.filter(closed_at__isnull=False, passed__isnull=True)
    return waiting.filter(quiz__in=quizzes_marked_by(user)).exclude(cadre=user)


def can_mark(user: User, attempt: Attempt) -> bool:
    is_of_another = attempt.is_waiting and attempt.cadre_id != user.pk
    return is_of_another and quizzes_marked_by(user).filter(pk=attempt.quiz_id).exists()


def banks_seen_by(user: User) -> QuerySet[Category, str]:
    """Names of the banks in which the person sees a category."""
    return categories_seen_by(user).order_by("bank").values_list("bank", flat=True).distinct()


def banks_filled_by(user: User) -> set[str]:
    """Names of the banks there are to which the person may add, those of courses without any question as well."""
    everywhere = access_of(user).has(*EVERY_BANK)
    of_courses = (banks(None if everywhere else user) for banks in _course_banks) if can_author(user) else ()
    return set(banks_seen_by(user)).union(*of_courses)


def can_add_category(user: User, bank: str) -> bool:
    """A trainer may add to a bank that he or she sees, to that of an own course, or begin a new one."""
    access = access_of(user)
    if access.has(*EVERY_BANK):
        return True
    if not access.has(Role.TRAINER):
        return False
    if categories_seen_by(user).filter(bank=bank).exists():
        return True
    if any(bank in banks(user) for banks in _course_banks):
        return True
    taken = Category.objects.filter(bank=bank).exists() or Quiz.objects.filter(bank=bank).exists()
    return not taken and not any(bank in banks(None) for banks in _course_banks)


def contests_answered_by(user: User) -> QuerySet[Contest]:
    """Contests of marks the person may see and answer: of questions he or she may edit.

    Never his or her own, nor one of a mark that he or she gave.
    """
    of_others = Contest.objects.filter(question__in=questions_seen_by(user)).exclude(person_id=user.pk)
    return of_others.exclude(Exists(_MARKS_OF_CONTEST.filter(number=1, marked_by=user)))


def can_answer_contest(user: User, contest: Contest) -> bool:
    return contests_answered_by(user).filter(pk=contest.pk).exists()


def contests_marked_again_by(user: User) -> QuerySet[Contest]:
    """Upheld contests of a mark given by another person, for a second mark; only of quizzes this person marks."""
    upheld = contests_answered_by(user).filter(state=ContestState.UPHELD, attempt__quiz__in=quizzes_marked_by(user))
    return upheld.filter(Exists(_MARKS_OF_CONTEST)).exclude(Exists(_MARKS_OF_CONTEST.filter(number=2)))


def can_mark_again(user: User, contest: Contest) -> bool:
    return contests_marked_again_by(user).filter(pk=contest.pk).exists()


def can_correct(user: User, question: Question) -> bool:
    """Whether the person may prepare and propose a correction of the question (access matrix, row 9)."""
    return can_see_category(user, question.category)


def corrections_seen_by(user: User) -> QuerySet[QuestionCorrection]:
    """Corrections of the questions the person may see; who decides on them sees every one."""
    return QuestionCorrection.objects.filter(version__question__in=questions_seen_by(user))


def decides_on_corrections(user: User) -> bool:
    """Whether the person may be the second one: reviewer-publishers and national administrators."""
    return access_of(user).has(*EVERY_BANK)


def names_learners_to(user: User, category: Category) -> bool:
    """Whether lists of attempts name their learners: to the trainer whose category it is, to nobody else."""
    return access_of(user).has(Role.TRAINER) and category.owner_id == user.pk
