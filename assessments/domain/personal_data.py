"""A person's attempts: when, and with which mark. Answers are seen where the feedback policy opens them."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.domain.queries.bank import bank_titles
from assessments.models import Attempt, Contest, ManualMark, QuestionCorrection
from operations.domain.own_trail import register_own_trail
from operations.domain.personal_data import Cell, Link, Section, register_personal_data


def attempts(person: User, most: int | None) -> Section:
    own = Attempt.objects.filter(cadre=person).select_related("quiz", "committee_at").order_by("-started_at", "-pk")
    made = list(own[:most])
    courses = bank_titles({attempt.quiz.bank for attempt in made})
    rows: list[tuple[Cell, ...]] = [
        (
            courses[attempt.quiz.bank],
            attempt.quiz.title,
            attempt.number,
            attempt.committee_at.display_name if attempt.committee_at else None,
            attempt.started_at,
            attempt.closed_at,
            attempt.get_state_display(),
            attempt.score,
            attempt.max_score,
            None if attempt.passed is None else _("Passed") if attempt.passed else _("Not passed"),
            None if attempt.is_open else Link(_("Result"), reverse("attempt_result", args=[attempt.uuid])),
        )
        for attempt in made
    ]
    columns = (
        ("course", _("Course")), ("quiz", _("Quiz")), ("number", _("Attempt")), ("unit", _("Unit at that time")),
        ("begun_at", _("Begun")),
        ("closed_at", _("Closed")), ("state", _("State")), ("score", _("Points")), ("of", _("Out of")),
        ("passed", _("Passed or not")), ("result", _("Result")),
    )  # fmt: skip
    note = _("The answers given are kept too; they are shown with the result where the rules of the quiz allow it.")
    return Section(_("Attempts at quizzes"), columns, rows, note)


def marks_by_hand(person: User, most: int | None) -> Section:
    marks = ManualMark.objects.filter(cadre_id=person.pk, attempt__cadre=person).select_related("attempt__quiz")
    rows: list[tuple[Cell, ...]] = [
        (mark.attempt.quiz.title, mark.attempt.number, mark.position, mark.marked_at)
        for mark in marks.order_by("-marked_at", "-pk")[:most]
    ]
    columns = (
        ("quiz", _("Quiz")), ("number", _("Attempt")), ("question", _("Question")), ("marked_at", _("Marked at")),
    )  # fmt: skip
    note = _("Levels and comments are shown with the result where the rules of the quiz allow it.")
    return Section(_("Answers marked by a person"), columns, rows, note)


def contests(person: User, most: int | None) -> Section:
    own = Contest.objects.filter(person=person).select_related("attempt__quiz").order_by("-asked_at", "-pk")
    rows: list[tuple[Cell, ...]] = [
        (
            contest.asked_at,
            contest.attempt.quiz.title,
            contest.position,
            contest.text,
            contest.get_state_display(),
            contest.due_on,
            contest.answer or None,
        )
        for contest in own[:most]
    ]
    columns = (
        ("asked_at", _("Asked")), ("quiz", _("Quiz")), ("question", _("Question")), ("text", _("What was contested")),
        ("state", _("State")), ("due_on", _("To be answered by")), ("answer", _("Answer")),
    )  # fmt: skip
    return Section(_("Contested marks"), columns, rows)


def corrections(person: User, most: int | None) -> Section:
    """Corrections of questions that the person prepared or approved."""
    own = QuestionCorrection.objects.filter(Q(made_by=person) | Q(decided_by=person)).select_related(
        "version__question"
    )
    rows: list[tuple[Cell, ...]] = [
        (
            correction.made_at,
            correction.version.question.code,
            correction.get_kind_display(),
            correction.reason if correction.made_by_id == person.pk else None,
            correction.get_state_display(),
        )
        for correction in own.order_by("-made_at", "-pk")[:most]
    ]
    columns = (
        ("made_at", _("When")), ("question", _("Question")), ("kind", _("What is corrected")),
        ("reason", _("Reason")), ("state", _("State")),
    )  # fmt: skip
    return Section(_("Corrections of questions"), columns, rows)


def register() -> None:
    register_personal_data(41, "marks_by_hand", marks_by_hand)
    register_personal_data(40, "attempts", attempts)
    register_personal_data(42, "contests", contests)
    register_personal_data(62, "question_corrections", corrections)
    register_own_trail(
        "assessments.contest",
        lambda person: Contest.objects.filter(person=person).values_list("pk", flat=True),
    )
