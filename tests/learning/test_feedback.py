"""Feedback on the material: once, without the person, shown five at a time, forgotten after two years."""

from datetime import date

import pytest
from django.db import models

from learning.domain.feedback import Said, count_waiting, forget_old, give_feedback, remove_text
from learning.domain.personal_data import enrolments
from learning.domain.progress import begin_course
from learning.enums import Clarity, EnrolmentStatus, Usefulness, Working
from learning.errors import LearningError
from learning.models import CourseFeedback, Enrolment, ProgressEvent
from learning.rules import feedback_read_by
from operations.models import AuditEntry
from tests.courses.builders import author
from tests.learning.builders import World, assign, enrolment_of

pytestmark = pytest.mark.django_db
TEXT = "Hình ở bài B không đọc được."


def said(text: str = TEXT) -> Said:
    return Said(Usefulness.SOME, Clarity.ALL, Working.LITTLE, text)


def begun(world: World) -> Enrolment:
    assign(world)
    enrolment = enrolment_of(world.cadre)
    begin_course(enrolment=enrolment, edition_id=world.outline.edition_id)
    return enrolment


def waiting(world: World, count: int, **more: object) -> list[CourseFeedback]:
    facts = {"course": world.course, "edition_id": world.outline.edition_id, "useful": 1, "clear": 1, "working": 1}
    return [
        CourseFeedback.objects.create(**{"month": date(2026, 11, 1), "text": TEXT, **facts, **more})
        for _each in range(count)
    ]


def test_what_was_said_is_kept_and_nothing_leads_from_it_to_the_person(world: World) -> None:
    enrolment = begun(world)
    before = (AuditEntry.objects.count(), ProgressEvent.objects.count())
    give_feedback(enrolment=enrolment, said=said(f"  {TEXT} "))
    kept = CourseFeedback.objects.get()
    assert (kept.course, kept.text, kept.useful, kept.working, kept.month.day) == (world.course, TEXT, 2, 3, 1)
    assert (AuditEntry.objects.count(), ProgressEvent.objects.count()) == before
    keys = {field.related_model._meta.label for field in CourseFeedback._meta.get_fields() if field.is_relation}
    assert keys == {"courses.Course", "courses.Edition"}
    moments = [field for field in CourseFeedback._meta.get_fields() if isinstance(field, models.DateTimeField)]
    assert not moments and kept.pk.version == 4
    enrolment.refresh_from_db()
    assert enrolment.gave_feedback and TEXT not in str(enrolments(world.cadre, None).rows)


def test_feedback_is_given_once_and_only_by_who_has_begun(world: World) -> None:
    assign(world)
    enrolment = enrolment_of(world.cadre)
    with pytest.raises(LearningError):
        give_feedback(enrolment=enrolment, said=said())
    begin_course(enrolment=enrolment, edition_id=world.outline.edition_id)
    stale = enrolment_of(world.cadre)
    give_feedback(enrolment=enrolment, said=said())
    for again in (enrolment, stale):
        with pytest.raises(LearningError):
            give_feedback(enrolment=again, said=said("Lần hai"))
    Enrolment.objects.filter(pk=enrolment.pk).update(status=EnrolmentStatus.EXEMPT, gave_feedback=False)
    with pytest.raises(LearningError):
        give_feedback(enrolment=enrolment, said=said())
    with pytest.raises(LearningError, match="1000"):
        give_feedback(enrolment=enrolment, said=said("x" * 1001))
    assert CourseFeedback.objects.count() == 1


def test_it_is_read_once_five_wait_and_then_again_with_the_next_five(world: World) -> None:
    trainer = author(name="Người Đọc")
    world.course.created_by = trainer
    world.course.save()
    waiting(world, 4)
    assert count_waiting(course=world.course) == 0
    assert not feedback_read_by(trainer).exists()
    waiting(world, 1)
    assert count_waiting(course=world.course) == 5
    waiting(world, 4)
    assert count_waiting(course=world.course) == 0
    assert feedback_read_by(trainer).count() == 5
    assert not feedback_read_by(author(name="Giảng viên khác")).exists()


def test_words_are_erased_for_good_and_the_trail_does_not_hold_them(world: World) -> None:
    trainer = author()
    (one,) = waiting(world, 1, is_counted=True)
    remove_text(feedback=one, actor=trainer)
    remove_text(feedback=one, actor=trainer)
    one.refresh_from_db()
    assert (one.text, one.useful) == ("", 1)
    entry = AuditEntry.objects.get(action="course.feedback_erased")
    assert entry.actor == trainer and TEXT not in f"{entry.before}{entry.after}{entry.reason}"


def test_it_is_forgotten_after_two_years(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("learning.domain.feedback.today", lambda: date(2026, 1, 31))
    (old,) = waiting(world, 1, month=date(2023, 12, 1))
    (kept,) = waiting(world, 1, month=date(2024, 1, 1))
    assert forget_old() == 1
    assert list(CourseFeedback.objects.all()) == [kept] and old.pk != kept.pk
