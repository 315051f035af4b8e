"""The bank a package takes along: that of the course, and what its quizzes and lessons take from other banks.

A package has one bank. What comes from elsewhere stands in categories of its own there, so that every
draw gives exactly the questions it gives here; a name or a code that is taken already becomes a free one.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.domain.blueprint import draws_of_many
from assessments.domain.categories import Branch, tree_of
from assessments.domain.queries.drawable import drawn_by
from assessments.models import Category, Question, QuestionVersion, Quiz
from assessments.rules import categories_seen_by
from common.text.free import first_free
from courses.domain.bodies import exercise_of
from courses.models import Course, LessonPage
from courses.rules import practice_in_course
from interop.domain.package_bank import bank_versions, question_form
from interop.domain.package_forms import MediaNames
from interop.formats.course_package import PackageError

# Of a question; one that a number makes unique is a little shorter.
_LONGEST_CODE: Final = 38
_LONGEST_NAME: Final = 150


@dataclass(frozen=True)
class PackedBank:
    """`names`: of categories in the package, by their ids; `codes`: of questions, by their uuids.

    `drawn`: ids of categories that draws name, whether a question stands in them or not.
    """

    branches: list[Branch]
    versions: list[QuestionVersion]
    names: dict[int, str]
    codes: dict[UUID, str]
    drawn: set[int]

    def forms(self, media: MediaNames) -> list[dict[str, Any]]:
        """The questions as the package holds them."""
        return [
            question_form(version, media)
            | {"code": self.codes[version.question.uuid], "category": self.names[version.question.category_id]}
            for version in self.versions
        ]

    @property
    def unnamed(self) -> set[int]:
        """Ids of categories that draws name and no question of the package does."""
        return self.drawn - {version.question.category_id for version in self.versions}


def packed_bank(
    course: Course, quizzes: Sequence[Quiz], lessons: Iterable[LessonPage], reader: User | None
) -> PackedBank:
    """All in use of the bank of the course, and of other banks what its quizzes draw and its lessons hold.

    Args:
        reader: who takes the course out; None for the system.

    Raises:
        PackageError: a draw gives nothing, or the reader may not read what a quiz draws.
    """
    drawn = drawn_by(quizzes)
    _check_draws(quizzes)
    if reader is not None:
        _check_reader(course, quizzes, drawn, reader)
    held = {uuid for page in lessons for bound in page.body if (uuid := exercise_of(bound))}
    elsewhere = Question.objects.exclude(bank=course.slug)
    exercises = practice_in_course(course).filter(uuid__in=held).values("pk")
    guests = bank_versions(elsewhere.filter(reduce(or_, drawn.values(), Q(pk__in=exercises))))
    versions = bank_versions(Question.objects.filter(bank=course.slug))
    codes = {version.question.uuid: version.question.code for version in versions}
    taken = set(codes.values())
    for version in guests:
        code = first_free(version.question.code, taken.__contains__, longest=_LONGEST_CODE)
        codes[version.question.uuid] = code
        taken.add(code)
    draws = [draw for each in draws_of_many(quizzes).values() for draw in each]
    named = {draw.category.pk for draw in draws}
    own = list(Category.objects.filter(bank=course.slug))
    others = _renamed(named | {version.question.category_id for version in guests}, own)
    return PackedBank(
        branches=tree_of(own) + tree_of(others),
        versions=versions + guests,
        names={category.pk: category.name for category in [*own, *others]},
        codes=codes,
        drawn=named,
    )


def _renamed(wanted: set[int], own: list[Category]) -> list[Category]:
    """Those of the wanted categories that are not own ones, as the package calls them: copies, not to be saved.

    With them what stands between two of them in the tree; what is above all of them is not needed.
    """
    banks = Category.objects.filter(pk__in=wanted - {category.pk for category in own}).values("bank")
    there = {category.pk: category for category in Category.objects.filter(bank__in=banks).order_by("bank", "pk")}
    kept: set[int] = set()
    for pk in wanted & there.keys():
        chain = [pk]
        while (parent := there[chain[-1]].parent_id) is not None:
            chain.append(parent)
        highest = max(place for place, each in enumerate(chain) if each in wanted)
        kept.update(chain[: highest + 1])
    taken = {category.name for category in own}
    renamed = []
    for category in there.values():
        if category.pk in kept:
            name = first_free(category.name, taken.__contains__, longest=_LONGEST_NAME)
            taken.add(name)
            renamed.append(Category(pk=category.pk, bank=category.bank, name=name, parent_id=category.parent_id))
    return renamed


def _check_draws(quizzes: Sequence[Quiz]) -> None:
    """A draw that gives nothing has no place in a package: an import could not tell it from a mistake."""
    problems = []
    draws = draws_of_many(quizzes)
    for quiz in quizzes:
        for number, draw in enumerate(draws[quiz.pk], start=1):
            found = Question.objects.filter(draw.drawable(purpose=quiz.purpose)).count()
            words = {"quiz": quiz.title_vi, "number": number, "category": draw.category.name}
            if found < len(draw.questions):
                problems.append(_("Quiz “%(quiz)s”, draw %(number)d: a question it names is not in use.") % words)
            elif not found:
                text = _("Quiz “%(quiz)s”, draw %(number)d: “%(category)s” has no question that it could draw.")
                problems.append(text % words)
    if problems:
        raise PackageError(*problems)


def _check_reader(course: Course, quizzes: Sequence[Quiz], drawn: dict[int, Q], reader: User) -> None:
    """The package holds the answers: of other banks only what the reader sees, and exercises the course may hold."""
    is_open = Q(bank=course.slug) | Q(category__in=categories_seen_by(reader))
    is_open |= Q(pk__in=practice_in_course(course).values("pk"))
    closed: dict[str, set[str]] = defaultdict(set)
    for quiz in quizzes:
        for bank in Question.objects.filter(drawn[quiz.pk]).exclude(is_open).values_list("bank", flat=True):
            closed[quiz.title_vi].add(bank)
    if closed:
        text = _(
            "The quiz “%(quiz)s” draws questions whose answers you may not read, from the bank “%(bank)s”. "
            "A publisher can take the course out, or let the quiz draw from a bank of yours."
        )
        raise PackageError(*(text % {"quiz": quiz, "bank": ", ".join(sorted(banks))} for quiz, banks in closed.items()))
