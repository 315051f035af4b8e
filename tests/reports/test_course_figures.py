"""How a course is taken: counted from the record, shown in rounded counts, by a constant number of statements."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from assessments.domain.attempts import start_attempt, submit_attempt
from assessments.domain.item_statistics import count_quiz
from assessments.domain.queries.missed import most_missed
from assessments.enums import QuestionState
from assessments.models import Question, QuestionStatistic, QuizEdition
from committees.enums import Role
from courses.domain.editions import ActivityOutline
from learning.domain.assigning import assign_campaign
from learning.domain.progress import allowance_for, begin_course, complete_lesson, open_activity
from learning.models import CourseFeedback, Enrolment, LessonProgress
from operations.domain.job_runs import run_job
from operations.models import Job
from reports.domain.course_figures import count_course, courses_to_count, request_course_figures
from reports.domain.queries.course_board import CourseBoard, course_board
from reports.domain.rounding import rounded, rounded_percent
from reports.models import ActivityFigures, CourseFigures
from reports.tasks import count_courses
from tests.assessments.builders import statements
from tests.committees.builders import member
from tests.courses.builders import author
from tests.kept import made_once
from tests.learning.builders import World, assigned_world, enrolment_of

LONG_AGO = timedelta(days=40)
kept_world = made_once(assigned_world)


def more_people(world: World, count: int) -> list[User]:
    people = [member(world.communes[0], name="Trần Văn Mẫu") for _each in range(count)]
    campaign = world.course.campaigns.get()
    assign_campaign(campaign=campaign, actor=world.admin)
    return people


def take(world: World, person: User, lessons: int, *, minutes: int = 0, ago: timedelta = timedelta(0)) -> Enrolment:
    """Open one lesson more than are finished; all of it `ago`, each finished one in `minutes`."""
    enrolment = enrolment_of(person)
    begin_course(enrolment=enrolment, edition_id=world.outline.edition_id)
    for place, activity in enumerate(world.outline.activities[: lessons + 1]):
        open_activity(enrolment=enrolment, activity=activity.key, edition_id=world.outline.edition_id, is_known=False)
        if place < lessons:
            complete_lesson(enrolment=enrolment, activity=activity.key)
    opened = timezone.now() - ago - timedelta(minutes=minutes)
    rows = LessonProgress.objects.filter(enrolment=enrolment)
    rows.update(opened_at=opened)
    rows.filter(completed_at__isnull=False).update(completed_at=opened + timedelta(minutes=minutes))
    return enrolment


def figures(activity: ActivityOutline) -> tuple[int, int, int, int, int | None]:
    row = ActivityFigures.objects.get(activity=activity.key)
    return (row.reached, row.finished, row.stopped, row.timed, row.median_minutes)


def count(world: World) -> None:
    count_course(world.course, lambda done: None)


def seen(world: World) -> CourseBoard:
    board = course_board(world.course, author(Role.PUBLISHER))
    assert board is not None
    return board


def test_counts_say_how_far_people_came_and_where_they_stopped(world: World) -> None:
    first, second, quiz = world.outline.activities
    take(world, world.cadre, 2, minutes=7)
    take(world, world.other, 1, minutes=21, ago=LONG_AGO)
    take(world, world.admin, 1, minutes=180, ago=LONG_AGO)
    count(world)
    assert figures(first) == (3, 3, 0, 2, 7)
    assert figures(second) == (3, 1, 2, 1, 7)
    assert figures(quiz) == (1, 0, 0, 0, None)
    whole = CourseFigures.objects.get()
    assert (whole.begun, whole.completed, whole.stopped) == (3, 0, 2)
    count(world)
    assert figures(second) == (3, 1, 2, 1, 7) and CourseFigures.objects.count() == 1


def test_what_a_pretest_finished_and_what_took_days_says_nothing_of_the_time(world: World) -> None:
    take(world, world.cadre, 2)
    take(world, world.other, 2, minutes=60 * 26)
    count(world)
    assert figures(world.outline.activities[0]) == (2, 2, 0, 0, None)


def test_nothing_is_shown_of_fewer_than_five(world: World) -> None:
    for person in (world.cadre, world.other, world.admin, *more_people(world, 1)):
        take(world, person, 1, minutes=5)
    count(world)
    board = seen(world)
    assert board.begun is None and board.missed == []
    assert {row.reached.shown for _module, rows in board.modules for row in rows} == {0}
    take(world, more_people(world, 1)[0], 1, minutes=5)
    count(world)
    first, second, quiz = (row for _module, rows in seen(world).modules for row in rows)
    assert (first.reached.shown, first.finished.shown, first.minutes) == (5, 5, 5)
    assert (second.reached.shown, second.finished.shown, second.minutes, quiz.reached.shown) == (5, 0, None, 0)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_no_difference_of_two_counts_tells_of_fewer_than_five(one: int, other: int) -> None:
    a, b = rounded(one), rounded(other)
    if a is None or b is None:
        assert one in range(1, 5) or other in range(1, 5)
        return
    assert (a - b) % 5 == 0 and abs(a - one) <= 2
    share = rounded_percent(one, other)
    assert share is None if not b else 0 <= (share or 0) <= 100


def test_the_hardest_question_comes_first_and_only_to_who_may_see_it(world: World) -> None:
    quiz = QuizEdition.objects.get(pk=world.outline.activities[2].quiz_edition_id)
    for person in (world.cadre, world.other, world.admin, *more_people(world, 2)):
        enrolment = take(world, person, 2)
        allowance = allowance_for(enrolment=enrolment, quiz_edition=quiz)
        submit_attempt(
            attempt_uuid=start_attempt(person=person, quiz_edition=quiz, allowance=allowance).uuid, person=person
        )
    count(world)
    missed = seen(world).missed
    assert [row.facility for row in missed] == sorted(row.facility for row in missed) and len(missed) == 2
    stranger = course_board(world.course, author(name="Người ngoài"))
    assert stranger is not None and stranger.missed == []
    Question.objects.update(state=QuestionState.RETIRED)
    assert seen(world).missed == missed, "the edition that learners are served still draws them"
    quizzes = QuizEdition.objects.filter(pk=quiz.pk).values("quiz")
    assert most_missed(quizzes=quizzes, drawn=(), reader=author(Role.PUBLISHER), most=9) == []
    QuestionStatistic.objects.update(answers=4)
    assert seen(world).missed == []
    assert count_quiz(quiz.quiz_id, lambda done: None) == 5


def test_feedback_is_counted_five_at_a_time(world: World) -> None:
    facts = {"course": world.course, "edition_id": world.outline.edition_id, "clear": 1, "working": 1}
    answers = [1, 1, 1, 1, 1, 3]
    month = timezone.localdate().replace(day=1)
    rows = [CourseFeedback(useful=each, month=month, **facts) for each in answers]
    CourseFeedback.objects.bulk_create(rows[:4])
    count(world)
    assert seen(world).feedback == {}
    CourseFeedback.objects.bulk_create(rows[4:])
    count(world)
    board = seen(world)
    assert board.said == 5
    assert [answer.count.shown for answer in board.feedback["useful"]] == [5, 0, None]


def test_the_board_costs_the_same_whatever_the_course(world: World) -> None:
    take(world, world.cadre, 1)
    count(world)
    reader = author(Role.PUBLISHER)
    course_board(world.course, reader)

    def cost() -> int:
        return statements(lambda: course_board(world.course, reader))

    few = cost()
    for person in (world.other, world.admin, *more_people(world, 5)):
        take(world, person, 2, minutes=4, ago=LONG_AGO)
    count(world)
    assert few <= cost() <= 5


def test_counting_reads_batches_not_people(world: World) -> None:
    def cost(people: Iterable[User]) -> int:
        for person in people:
            take(world, person, 1)
        return statements(lambda: count(world))

    assert cost([world.cadre]) == cost([world.other, world.admin, *more_people(world, 20)])


def test_a_course_is_counted_once_a_day_and_when_somebody_asks(world: World) -> None:
    assert courses_to_count() == []
    take(world, world.cadre, 1)
    assert count_courses() == count_courses() == 1
    run_job(Job.objects.get(kind="reports.course_figures").pk)
    assert count_courses() == 0
    CourseFigures.objects.update(counted_at=timezone.now() - timedelta(hours=21))
    assert courses_to_count() == [world.course]
    job = request_course_figures(course=world.course, title="Khóa", actor=world.admin)
    run_job(job.pk)
    job.refresh_from_db()
    assert job.result == {"begun": 1}
