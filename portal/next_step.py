"""The one thing to do next, as the `next_step` component shows it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.domain.queries.attempts import has_open_attempt
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
    """The first course in which something can be done; one that waits only if all of them wait."""
    waiting = None
    for course in courses:
        following = _following(course)
        if following is None:
            continue
        step = step_to(course.enrolment, course.outline, following, text=course.enrolment.course.title)
        if not step.is_pause:
            return step
        waiting = waiting or step
    return waiting


def _following(course: MyCourse) -> ActivityOutline | None:
    """Where the learner was, but not back to a quiz while something before it is unread and no attempt is open.

    No statement unless the learner was last at a quiz and lacks more than that.
    """
    last = course.next_activity
    if last is None or not last.is_quiz or (course.lacks_only_the_last and not last.is_optional):
        return last
    done = completed_activities(course.enrolment)
    missing = next((activity for activity in course.outline.required if activity.key not in done), last)
    if missing.position >= last.position and not (last.key in done or last.is_optional):
        return last
    is_open = last.quiz_edition_id and has_open_attempt(
        course.enrolment.cadre_id, last.quiz_edition_id, course.enrolment.pk
    )
    return last if is_open else missing


def step_to(enrolment: Enrolment, outline: Outline, activity: ActivityOutline, text: str = "") -> NextStep:
    """To the activity; to the lessons, with the reason, while a used-up round keeps its quiz closed."""
    slug = enrolment.course.slug
    pause = pause_at(enrolment, activity)
    if pause is None:
        return NextStep(reverse("activity", args=[slug, activity.slug]), activity.title, text)
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


def _reason(pause: Pause) -> str:
    if pause.is_marking:
        return _("A person marks the last attempt. Nothing needs to be done; a notice comes with the result.")
    if pause.until is None:
        return _("All attempts at the quiz are used up. The administrator of the unit says what follows.")
    opens = f"{timezone.localtime(pause.until):%H:%M %d/%m/%Y}"
    return _("The attempts of this round are used up. The quiz opens again at %(time)s.") % {"time": opens}
