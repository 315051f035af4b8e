"""The wait between two attempts of a round, beside the one after the round."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from assessments.domain.attempts import start_attempt, submit_attempt
from assessments.domain.quizzes import freeze_quiz, rules_of
from assessments.errors import TooSoon
from assessments.forms.quiz import QuizForm
from assessments.models import Attempt, Quiz, QuizEdition
from common.db.erasure import erasure_window
from learning.domain.progress import allowance_for
from learning.models import Accommodation
from tests.learning.builders import World, assign, enrolment_of, read_lessons

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(world: World) -> World:
    """Whoever learns here has read the lessons and may begin the quiz."""
    assign(world)
    read_lessons(world, enrolment_of(world.cadre))
    return world


def rules(world: World, **changes: Any) -> QuizEdition:
    edition = QuizEdition.objects.get(pk=world.outline.activities[-1].quiz_edition_id)
    with erasure_window():
        QuizEdition.objects.filter(pk=edition.pk).update(rules={**edition.rules, **changes})
    edition.refresh_from_db()
    return edition


def begin(world: World, edition: QuizEdition, now: datetime) -> Attempt:
    allowance = allowance_for(enrolment=enrolment_of(world.cadre), quiz_edition=edition)
    return start_attempt(person=world.cadre, quiz_edition=edition, allowance=allowance, now=now)


def fail(world: World, edition: QuizEdition, now: datetime) -> datetime:
    """An attempt begun then and handed in a minute later; gives when it was closed."""
    attempt, closed = begin(world, edition, now), now + timedelta(minutes=1)
    submit_attempt(attempt_uuid=attempt.uuid, person=world.cadre, now=closed)
    return closed


def test_the_next_attempt_of_a_round_waits(ready: World) -> None:
    edition = rules(ready, attempts=3, wait_hours=24, minutes_between_attempts=30)
    closed = fail(ready, edition, timezone.now())
    with pytest.raises(TooSoon) as refusal:
        begin(ready, edition, closed + timedelta(minutes=29, seconds=59))
    assert refusal.value.until == closed + timedelta(minutes=30)
    closed = fail(ready, edition, closed + timedelta(minutes=30))
    closed = fail(ready, edition, closed + timedelta(minutes=30))
    # After the round its own wait stands, which is longer; then the shorter one again.
    with pytest.raises(TooSoon) as refusal:
        begin(ready, edition, closed + timedelta(hours=23))
    assert refusal.value.until == closed + timedelta(hours=24)
    closed = fail(ready, edition, closed + timedelta(hours=24))
    with pytest.raises(TooSoon):
        begin(ready, edition, closed + timedelta(minutes=1))


@pytest.mark.parametrize("changes", [{}, {"minutes_between_attempts": 30, "purpose": "practice"}])
def test_older_editions_and_practice_know_no_wait(ready: World, changes: dict[str, Any]) -> None:
    edition = rules(ready, attempts=3, wait_hours=0, **changes)
    closed = fail(ready, edition, timezone.now())
    assert begin(ready, edition, closed).number == 2


def test_granted_attempts_wait_too(ready: World) -> None:
    edition = rules(ready, attempts=1, wait_hours=24, minutes_between_attempts=30)
    closed = fail(ready, edition, timezone.now())
    Accommodation.objects.create(
        enrolment=enrolment_of(ready.cadre),
        cadre_id=ready.cadre.pk,
        quiz=edition.quiz,
        extra_attempts=1,
        reason="technical",
        granted_by=ready.admin,
    )
    with pytest.raises(TooSoon):
        begin(ready, edition, closed + timedelta(minutes=29))
    assert begin(ready, edition, closed + timedelta(minutes=30)).number == 2


def test_an_attempt_whose_time_ran_out_unseen_makes_wait_from_its_end(ready: World) -> None:
    """It is closed only when the next one is asked for: the wait is not gone round by leaving it open."""
    edition = rules(ready, attempts=3, wait_hours=0, minutes_between_attempts=30, time_limit_minutes=10)
    begun = timezone.now()
    begin(ready, edition, begun)
    with pytest.raises(TooSoon) as refusal:
        begin(ready, edition, begun + timedelta(minutes=20))
    assert refusal.value.until == begun + timedelta(minutes=40)
    assert begin(ready, edition, begun + timedelta(minutes=40)).number == 2


def test_every_page_says_when_the_next_attempt_may_begin(ready: World, client_for: Any) -> None:
    edition = rules(ready, attempts=3, wait_hours=0, minutes_between_attempts=30)
    fail(ready, edition, timezone.now() - timedelta(minutes=5))
    attempt = Attempt.objects.get()
    assert attempt.closed_at is not None
    opens = f"{timezone.localtime(attempt.closed_at + timedelta(minutes=30)):%H:%M %d/%m/%Y}"
    browser: Client = client_for(ready.cadre)
    quiz = browser.get("/khoa-hoc/khoa-thu/kiem-tra/").content.decode()
    assert f"Có thể làm lượt tiếp theo từ {opens}" in quiz and "Làm lượt mới" not in quiz
    assert "<dt>Chờ giữa hai lượt</dt><dd>30 phút</dd>" in quiz and "<dt>Số lượt còn lại</dt><dd>2</dd>" in quiz
    result = browser.get(f"/lam-bai/{attempt.uuid}/ket-qua/").content.decode()
    assert f"Lượt tiếp theo mở lúc {opens}." in result and "Còn 2 lượt làm bài." in result
    for address in ("/", "/khoa-hoc/khoa-thu/"):
        step = browser.get(address).content.decode().partition('class="next-step"')[2].partition("</section>")[0]
        assert f"Lượt tiếp theo mở lúc {opens}." in step and "Đọc lại bài học" in step
    Attempt.objects.update(closed_at=timezone.now() - timedelta(minutes=31))
    assert "Làm lượt mới" in browser.get("/khoa-hoc/khoa-thu/kiem-tra/").content.decode()


def test_without_the_rule_a_quiz_freezes_as_before(world: World) -> None:
    quiz = Quiz.objects.get()
    assert "minutes_between_attempts" not in rules_of(quiz)
    edition = freeze_quiz(quiz=quiz, actor=None)
    quiz.minutes_between_attempts = 45
    quiz.save()
    assert freeze_quiz(quiz=quiz, actor=None).number == edition.number + 1
    assert rules_of(quiz)["minutes_between_attempts"] == 45


def test_the_form_explains_both_waits_and_sets_a_limit() -> None:
    form = QuizForm(banks=["a"], instance=Quiz(bank="a", slug="s", title_vi="Bài"))
    assert "vòng mới" in str(form.fields["wait_hours"].help_text)
    data = {name: form[name].value() or "" for name in QuizForm.base_fields} | {"minutes_between_attempts": "10081"}
    assert "minutes_between_attempts" in QuizForm(data, banks=["a"], instance=Quiz(bank="a")).errors
