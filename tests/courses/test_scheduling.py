"""An edition published by the clock: what was seen and decided, or nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Comment

from committees.domain.roles import end_role
from committees.enums import Role
from courses.domain.drafts import draft_of
from courses.domain.publishing import send_back, submit_for_review
from courses.domain.scheduling import publish_due, schedule_publication, unschedule_publication
from courses.errors import CourseError, DraftChanged
from courses.models import Course, ReviewRequest
from operations.models import AuditEntry
from tests.courses.builders import author, draft_course, edit_lesson, lesson_of

pytestmark = pytest.mark.django_db


def submitted() -> Course:
    trainer = author()
    course = draft_course(trainer)
    submit_for_review(course=course, actor=trainer)
    return course


def seen(course: Course) -> str:
    draft = draft_of(course)
    assert draft is not None
    return draft.fingerprint


def make_due() -> None:
    ReviewRequest.objects.update(publish_at=timezone.now() - timedelta(minutes=1))


def test_the_clock_publishes_what_was_decided_when_it_is_due() -> None:
    course, publisher = submitted(), author(Role.PUBLISHER)
    at = timezone.now() + timedelta(hours=1)
    schedule_publication(course=course, actor=publisher, at=at, note="Mới", is_material=True, seen=seen(course))
    assert publish_due() == 0
    make_due()
    assert publish_due() == 1
    assert publish_due() == 0
    course.refresh_from_db()
    edition = course.current_edition
    assert edition is not None
    assert (edition.published_by, edition.note, edition.is_material) == (publisher, "Mới", True)
    assert AuditEntry.objects.filter(action="course.scheduled", actor=publisher).count() == 1


def test_a_draft_changed_since_is_not_published_and_the_desk_says_why(client: Client) -> None:
    course, publisher = submitted(), author(Role.PUBLISHER)
    at = timezone.now() + timedelta(hours=1)
    schedule_publication(course=course, actor=publisher, at=at, seen=seen(course))
    client.force_login(publisher)
    address, void = f"/quan-tri/khoa-hoc/{course.uuid}/", "vì vậy sẽ không phát hành lúc"
    assert void not in client.get(address).content.decode()
    edit_lesson(course, "<p>Sửa sau khi hẹn giờ.</p>", course.created_by)
    desk = client.get(address).content.decode()
    assert void in desk and "Sẽ phát hành lúc" not in desk
    make_due()
    assert publish_due() == 0
    request = ReviewRequest.objects.waiting().get(course=course)
    assert (request.publish_at, request.publish_by) == (None, None)
    desk = client.get(address).content.decode()
    assert "Đến giờ hẹn nhưng chưa phát hành được" in desk and request.publish_problem in desk


def test_a_comment_changes_nothing_that_is_published() -> None:
    course, publisher = submitted(), author(Role.PUBLISHER)
    schedule_publication(course=course, actor=publisher, at=timezone.now() + timedelta(hours=1), seen=seen(course))
    page = lesson_of(course).get_latest_revision_as_object()
    page.wagtail_admin_comments.add(Comment(user=publisher, text="Ví dụ này hay.", contentpath="body"))
    page.save_revision(user=publisher)
    assert Comment.objects.count() == 1
    make_due()
    assert publish_due() == 1


def test_only_the_second_person_schedules_and_only_what_was_seen() -> None:
    course, publisher = submitted(), author(Role.PUBLISHER)
    at = timezone.now() + timedelta(hours=1)
    for actor, when, print_ in (
        (course.created_by, at, seen(course)),
        (author(), at, seen(course)),
        (publisher, timezone.now() - timedelta(minutes=1), seen(course)),
        (publisher, at, "khác"),
    ):
        with pytest.raises((CourseError, DraftChanged)):
            schedule_publication(course=course, actor=actor, at=when, seen=print_)
    assert not ReviewRequest.objects.exclude(publish_at=None).exists()


def test_sending_back_or_taking_the_time_away_leaves_nothing_to_the_clock() -> None:
    course, publisher = submitted(), author(Role.PUBLISHER)
    at = timezone.now() + timedelta(hours=1)
    schedule_publication(course=course, actor=publisher, at=at, seen=seen(course))
    unschedule_publication(course=course, actor=publisher)
    with pytest.raises(CourseError):
        unschedule_publication(course=course, actor=publisher)
    request = schedule_publication(course=course, actor=publisher, at=at, seen=seen(course))
    send_back(request=request, actor=publisher, note="Sửa bài một")
    ReviewRequest.objects.filter(pk=request.pk).update(publish_at=timezone.now() - timedelta(minutes=1))
    assert publish_due() == 0


def test_who_no_longer_decides_publishes_nothing() -> None:
    course, publisher = submitted(), author(Role.PUBLISHER)
    schedule_publication(course=course, actor=publisher, at=timezone.now() + timedelta(hours=1), seen=seen(course))
    end_role(grant=publisher.role_grants.get(), actor=author(Role.PUBLISHER), reason="hết nhiệm vụ")
    make_due()
    assert publish_due() == 0


def test_the_time_is_given_and_taken_away_on_the_desk(client: Client) -> None:
    course, publisher = submitted(), author(Role.PUBLISHER)
    client.force_login(publisher)
    desk = f"/quan-tri/khoa-hoc/{course.uuid}/"
    day = timezone.localdate() + timedelta(days=2)
    client.post(f"{desk}phat-hanh/", {"seen": seen(course), "note": "", "at": f"08:00 {day:%d/%m/%Y}"})
    page = client.get(desk).content.decode()
    assert f"Sẽ phát hành lúc 08:00 {day:%d/%m/%Y}" in page
    typed = {"seen": "cũ", "note": "Căn cứ mới", "is_material": "on"}
    for at in ("mai", "08:00 01/02/2020"):
        refused = client.post(f"{desk}phat-hanh/", {**typed, "seen": seen(course), "at": at})
        # Refused, nothing typed is lost, and the form is of the draft that is shown.
        assert refused.status_code == 422
        kept = refused.context["publish_form"]
        assert [kept[name].value() for name in ("note", "is_material", "at")] == ["Căn cứ mới", True, at]
        assert kept["seen"].value() == seen(course)
    client.post(f"{desk}bo-hen-gio/")
    assert "Sẽ phát hành lúc" not in client.get(desk).content.decode()
    assert Course.objects.get(pk=course.pk).current_edition_id is None
