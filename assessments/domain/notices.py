"""Notices of marking by a person: to the learner when it is done, to those who mark while something waits."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from assessments.models import Attempt, ManualMark, Quiz
from assessments.rules import attempts_to_mark, can_author
from operations.domain.notices import Notice, register_notices


def marked(person: User, now: datetime) -> QuerySet[Attempt]:
    """Own attempts of which a person has marked something, as of the first time."""
    first = ManualMark.objects.filter(attempt=OuterRef("pk"), cadre_id=OuterRef("cadre_id")).order_by("marked_at")
    return Attempt.objects.filter(cadre=person).annotate(notice_at=Subquery(first.values("marked_at")[:1]))


def words_of_marked(person: User, keys: Sequence[int]) -> dict[int, Notice]:
    own = Attempt.objects.filter(pk__in=keys, cadre=person).select_related("quiz")
    return {
        attempt.pk: Notice(
            _("Marked: %(quiz)s") % {"quiz": attempt.quiz.title_vi},
            reverse("attempt_result", args=[attempt.uuid]),
            _("The result of your attempt is known now."),
            icon="success",
        )
        for attempt in own
    }


def waiting(person: User, now: datetime) -> QuerySet[Quiz] | None:
    """One row for each quiz, dated by its newest attempt that waits."""
    if not can_author(person):
        return None
    attempts = attempts_to_mark(person)
    newest = attempts.filter(quiz=OuterRef("pk")).order_by("-closed_at").values("closed_at")[:1]
    return Quiz.objects.filter(pk__in=attempts.values("quiz")).annotate(notice_at=Subquery(newest))


def words_of_waiting(person: User, keys: Sequence[int]) -> dict[int, Notice]:
    rows = attempts_to_mark(person).filter(quiz__in=keys).values("quiz", title=F("quiz__title_vi"))
    counted = rows.annotate(number=Count("pk")).order_by("quiz")
    return {
        row["quiz"]: Notice(
            _("To be marked: %(quiz)s") % {"quiz": row["title"]},
            f"{reverse('assessments_marking')}?quiz={row['quiz']}",
            ngettext("%(number)d attempt waits for a person.", "%(number)d attempts wait for a person.", row["number"])
            % {"number": row["number"]},
        )
        for row in counted
    }


def register() -> None:
    register_notices("assessment.marked", marked, words_of_marked)
    register_notices("assessment.waiting", waiting, words_of_waiting)
