"""Who may see and edit what of the bank. The predicate and the queryset of a rule always agree.

Reviewer-publishers and national administrators see every bank. A trainer sees the categories he or
she owns, and the quizzes of the banks in which there is one.
"""

from django.db.models import QuerySet

from accounts.models import User
from assessments.enums import QuestionState
from assessments.models import Category, Question, QuestionPicture, Quiz
from committees.domain.access import access_of
from committees.enums import Role
from content.models import Asset

EVERY_BANK = (Role.PUBLISHER, Role.NATIONAL_ADMIN)


def can_author(user: object) -> bool:
    """Whether the bank is of any concern to this person."""
    return access_of(user).has(Role.TRAINER, *EVERY_BANK)


def categories_seen_by(user: User) -> QuerySet[Category]:
    """Categories whose questions, with their keys, the person may read and edit."""
    access = access_of(user)
    if access.has(*EVERY_BANK):
        return Category.objects.all()
    if access.has(Role.TRAINER):
        return Category.objects.filter(owner=user)
    return Category.objects.none()


def can_see_category(user: User, category: Category) -> bool:
    access = access_of(user)
    return access.has(*EVERY_BANK) or (access.has(Role.TRAINER) and category.owner_id == user.pk)


def questions_seen_by(user: User) -> QuerySet[Question]:
    return Question.objects.filter(category__in=categories_seen_by(user))


def can_see_picture(user: User, asset: Asset) -> bool:
    """Whether the file is the picture of a question that the person may edit."""
    return QuestionPicture.objects.filter(asset=asset, version__question__in=questions_seen_by(user)).exists()


def states_open_to(user: User, question: Question) -> list[QuestionState]:
    """States the person may give the question. Only who decides on courses calls one reviewed."""
    if not can_see_category(user, question.category):
        return []
    states = [QuestionState.DRAFT, QuestionState.RETIRED]
    if access_of(user).has(*EVERY_BANK):
        states.insert(1, QuestionState.REVIEWED)
    return [state for state in states if state != question.state]


def can_set_state(user: User, question: Question, state: str) -> bool:
    return state in states_open_to(user, question)


def quizzes_seen_by(user: User) -> QuerySet[Quiz]:
    return Quiz.objects.filter(bank__in=banks_seen_by(user))


def can_see_quiz(user: User, quiz: Quiz) -> bool:
    return quizzes_seen_by(user).filter(pk=quiz.pk).exists()


def banks_seen_by(user: User) -> QuerySet[Category, str]:
    """Names of the banks in which the person sees a category."""
    return categories_seen_by(user).order_by("bank").values_list("bank", flat=True).distinct()


def can_add_category(user: User, bank: str) -> bool:
    """A trainer may add to a bank with a category of his or her own, or begin a new bank."""
    access = access_of(user)
    if access.has(*EVERY_BANK):
        return True
    if not access.has(Role.TRAINER):
        return False
    taken = Category.objects.filter(bank=bank).exists() or Quiz.objects.filter(bank=bank).exists()
    return not taken or Category.objects.filter(bank=bank, owner=user).exists()
