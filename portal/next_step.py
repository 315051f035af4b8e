"""The one thing to do next, as the `next_step` component shows it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.domain.queries.attempts import attempts_for
from assessments.enums import QuizPurpose
from assessments.models import Attempt
from courses.domain.editions import ActivityOutline, Outline
from learning.domain.queries.my_courses import MyCourse, completed_activities
from learning.domain.queries.pauses import Pause, pause_at
from learning.models import Enrolment


@dataclass(frozen=True, slots=True)
class NextStep:
    """`action`: the word on the button, the usual one when empty. `is_pause`: nothing new can be begun here now."""

    url: str
    title: str
    text: str = ""
    action: str = ""
    is_pause: bool = False


def next_of(courses: Iterable[MyCourse]) -> NextStep | None:
    """An attempt that runs; else the first course in which something can be done, one that waits only if all wait."""
    courses = list(courses)
    own = [course.enrolment for course in courses]
    attempts = attempts_for(own[0].cadre_id, [one.pk for one in own]) if own else []
    running = _running(attempts, {course.enrolment.pk: course.enrolment.course.title for course in courses})
    if running:
        return running
    waiting = None
    for course in courses:
        following = _following(course)
        if following is None:
            continue
        made = [one for one in attempts if one.scope == course.enrolment.pk]
        step = _step_to(course.enrolment, course.outline, following, course.enrolment.course.title, made)
        if not step.is_pause:
            return step
        waiting = waiting or step
    return waiting


def _following(course: MyCourse) -> ActivityOutline | None:
    """Where the learner was, but not back to a quiz while something before it is unread. No attempt is open here.

    No statement unless the learner was last at a quiz and lacks more than that.
    """
    last = course.next_activity
    if last is None or not last.is_quiz or (course.lacks_only_the_last and not last.is_optional):
        return last
    done = completed_activities(course.enrolment)
    missing = next((activity for activity in course.outline.required if activity.key not in done), last)
    if missing.position >= last.position and not (last.key in done or last.is_optional):
        return last
    return missing


def step_to(enrolment: Enrolment, outline: Outline, activity: ActivityOutline, text: str = "") -> NextStep:
    """To an attempt that runs, or the activity; to the lessons, with the reason, while a round is used up."""
    attempts = attempts_for(enrolment.cadre_id, [enrolment.pk])
    return _running(attempts, {enrolment.pk: text}) or _step_to(enrolment, outline, activity, text, attempts)


def _running(attempts: Sequence[Attempt], texts: Mapping[int, str]) -> NextStep | None:
    """The way back to an attempt that is open, with the whole minutes it has left. `texts`: by enrolment."""
    now = timezone.now()
    for attempt in attempts:
        ends_at, words = attempt.ends_at, {"quiz": attempt.quiz.title}
        if not attempt.is_open or (ends_at is not None and ends_at <= now):
            continue
        title = _("Continue: %(quiz)s") % words
        if ends_at is not None:
            minutes = int((ends_at - now).total_seconds()) // 60
            text = ngettext(
                "Continue: %(quiz)s, %(minutes)s minute left", "Continue: %(quiz)s, %(minutes)s minutes left", minutes
            )
            if not minutes:
                text = _("Continue: %(quiz)s, less than a minute left")
            title = text % {**words, "minutes": minutes}
        url = reverse("attempt", args=[attempt.uuid])
        return NextStep(url, title, texts[attempt.scope], _("Continue the attempt"))
    return None


def _step_to(
    enrolment: Enrolment, outline: Outline, activity: ActivityOutline, text: str, attempts: Sequence[Attempt]
) -> NextStep:
    slug = enrolment.course.slug
    pause = pause_at(enrolment, activity, attempts)
    if pause is None:
        title = _title(activity, attempts)
        action = _("Do again") if title != activity.title else ""
        return NextStep(reverse("activity", args=[slug, activity.slug]), title, text, action)
    if pause.is_marking:
        url = reverse("activity", args=[slug, activity.slug])
        return NextStep(
            url,
            _("Awaits marking: %(quiz)s") % {"quiz": activity.title},
            _reason(pause),
            _("See the attempt"),
            is_pause=True,
        )
    again = next((lesson for lesson in outline.activities if not lesson.is_quiz), activity)
    title = _("Read the lessons again: %(course)s") % {"course": enrolment.course.title}
    url = reverse("activity", args=[slug, again.slug])
    return NextStep(url, title, _reason(pause), _("Read again"), is_pause=True)


def _title(activity: ActivityOutline, attempts: Sequence[Attempt]) -> str:
    """Of a quiz that was not passed, how many attempts are left of those that the last one knew of."""
    made = [one for one in attempts if one.quiz_edition_id == activity.quiz_edition_id]
    if not made or any(one.passed for one in made) or made[0].passed is None:
        return activity.title
    left = made[0].attempts_allowed - made[0].number
    is_counted = made[0].quiz_edition.rules.get("purpose", QuizPurpose.COUNTED) == QuizPurpose.COUNTED
    if left <= 0 or not is_counted:
        return activity.title
    words = ngettext("Do again: %(quiz)s, %(left)s attempt left", "Do again: %(quiz)s, %(left)s attempts left", left)
    return words % {"quiz": activity.title, "left": left}


def _reason(pause: Pause) -> str:
    if pause.is_marking:
        return _("A person marks the last attempt. Nothing needs to be done; a notice comes with the result.")
    if pause.until is None:
        return _("All attempts at the quiz are used up. The administrator of the unit says what follows.")
    opens = f"{timezone.localtime(pause.until):%H:%M %d/%m/%Y}"
    if pause.is_between:
        return _("Between two attempts there is a wait. The next one can begin at %(time)s.") % {"time": opens}
    return _("The attempts of this round are used up. The quiz opens again at %(time)s.") % {"time": opens}
