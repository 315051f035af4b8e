"""From draft to edition: who may, what freezes, what stays."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from wagtail.documents.models import Document
from wagtail.models import Page
from wagtailmedia.models import Media

from committees.enums import Role
from content.models import Asset
from courses.domain.comparison import compare_editions
from courses.domain.drafts import draft_of
from courses.domain.editions import body_parts, edition_outline
from courses.domain.outlining import is_frozen, remove_page, shift_page
from courses.domain.preparing import problems_of
from courses.domain.publishing import (
    appraise,
    publish_by_system,
    publish_edition,
    send_back,
    submit_for_review,
    withdraw_submission,
)
from courses.enums import ReviewState
from courses.errors import CourseError, CourseIncomplete, DraftChanged
from courses.models import Course, CoursePage, Edition, EditionActivity, LessonPage, ModulePage
from courses.rules import can_publish, courses_edited_by
from courses.signals import edition_published
from operations.models import AuditEntry
from tests.courses.builders import author, draft_course, edit_lesson, lesson_of, library_picture

pytestmark = pytest.mark.django_db


def _published(body: list | None = None) -> Course:
    trainer, publisher = author(), author(Role.PUBLISHER)
    course = draft_course(trainer, body=body)
    submit_for_review(course=course, actor=trainer)
    publish_edition(course=course, actor=publisher)
    return Course.objects.get(pk=course.pk)


def _text(edition_id: int) -> str:
    return "".join(str(part) for part in body_parts(edition_outline(edition_id).activities[0]))


def test_publishing_freezes_what_is_served() -> None:
    course = _published()
    first = course.current_edition_id
    trainer, publisher = course.created_by, author(Role.PUBLISHER)
    edit_lesson(course, "<p>Nội dung sửa sau.</p>", trainer)
    assert _text(first) == "<p>Nội dung đầu tiên.</p>"
    submit_for_review(course=course, actor=trainer)
    second = publish_edition(course=course, actor=publisher, is_material=True, note="Sửa bài một")
    assert (second.number, _text(second.pk), _text(first)) == (
        2,
        "<p>Nội dung sửa sau.</p>",
        "<p>Nội dung đầu tiên.</p>",
    )
    assert edition_outline(first).activities[0].key == edition_outline(second.pk).activities[0].key
    assert [row.change for row in compare_editions(Edition.objects.get(pk=first), second)] == ["changed"]


def test_an_edition_is_never_changed_or_deleted() -> None:
    course = _published()
    changes = (
        lambda: Edition.objects.update(note="x"),
        lambda: EditionActivity.objects.update(body="x"),
        lambda: EditionActivity.objects.all().delete(),
        lambda: course.editions.all().delete(),
    )
    for change in changes:
        with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
            change()


def test_deleting_a_page_cannot_take_an_edition_with_it() -> None:
    course = _published()
    lesson = lesson_of(course)
    with pytest.raises(ProtectedError), transaction.atomic():
        Page.objects.get(pk=lesson.pk).delete()
    remove_page(course=course, page=lesson, actor=course.created_by)
    assert not LessonPage.objects.descendant_of(course.page).exists()
    assert _text(course.current_edition_id) == "<p>Nội dung đầu tiên.</p>"
    assert is_frozen(LessonPage.objects.get(pk=lesson.pk))


def test_a_trainer_cannot_publish_send_back_or_appraise() -> None:
    trainer = author()
    course = draft_course(trainer)
    request = submit_for_review(course=course, actor=trainer)
    for person in (trainer, author()):
        assert not can_publish(person, course)
        with pytest.raises(CourseError):
            publish_edition(course=course, actor=person)
        with pytest.raises(CourseError):
            send_back(request=request, actor=person, note="Sửa")
        with pytest.raises(CourseError):
            appraise(course=course, actor=person)
    assert not Edition.objects.exists()


def test_nobody_publishes_their_own_submission() -> None:
    publisher, other = author(Role.PUBLISHER), author(Role.NATIONAL_ADMIN)
    course = draft_course(author())
    request = submit_for_review(course=course, actor=publisher)
    assert not can_publish(publisher, course)
    with pytest.raises(CourseError):
        publish_edition(course=course, actor=publisher)
    with pytest.raises(CourseError):
        send_back(request=request, actor=publisher, note="Sửa")
    assert can_publish(other, course)
    assert publish_edition(course=course, actor=other).number == 1


def test_nothing_is_published_without_a_submission() -> None:
    publisher = author(Role.PUBLISHER)
    course = draft_course(author())
    with pytest.raises(CourseError):
        publish_edition(course=course, actor=publisher)
    request = submit_for_review(course=course, actor=course.created_by)
    withdraw_submission(request=request, actor=course.created_by)
    with pytest.raises(CourseError):
        publish_edition(course=course, actor=publisher)


def test_a_request_is_decided_once() -> None:
    publisher = author(Role.PUBLISHER)
    course = draft_course(author())
    request = submit_for_review(course=course, actor=course.created_by, note="Xin duyệt")
    with pytest.raises(CourseError):
        submit_for_review(course=course, actor=course.created_by)
    with pytest.raises(CourseError):
        send_back(request=request, actor=publisher, note="  ")
    send_back(request=request, actor=publisher, note="Sửa bài một")
    with pytest.raises(CourseError):
        send_back(request=request, actor=publisher, note="Lần nữa")
    request.refresh_from_db()
    assert (request.state, request.decided_by, request.edition) == (ReviewState.RETURNED, publisher, None)


def test_what_was_not_seen_is_not_published() -> None:
    publisher = author(Role.PUBLISHER)
    course = draft_course(author())
    submit_for_review(course=course, actor=course.created_by)
    edit_lesson(course, "<p>Lén sửa.</p>", course.created_by)
    with pytest.raises(DraftChanged):
        publish_edition(course=course, actor=publisher, seen="0" * 16)
    assert not Edition.objects.exists()


def test_an_empty_course_says_what_is_missing() -> None:
    trainer = author()
    course = draft_course(trainer, body=[{"type": "exercise", "value": {"question": str(trainer.pk)}}])
    lesson_of(course).delete()
    with pytest.raises(CourseIncomplete) as refused:
        submit_for_review(course=course, actor=trainer)
    assert len(refused.value.problems) == 1


def test_the_record_follows_the_edition_and_everything_is_noted() -> None:
    heard: list[Edition] = []

    def listen(edition: Edition, **kwargs: object) -> None:
        heard.append(edition)

    edition_published.connect(listen)
    course = _published()
    edition_published.disconnect(listen)
    assert (course.title_vi, course.code, course.minutes, course.is_sample) == ("An toàn thông tin", "B1", 7, True)
    assert heard == [course.current_edition]
    page = CoursePage.objects.get(course=course)
    assert page.live and not page.has_unpublished_changes
    assert course.review_requests.get().edition == course.current_edition
    actions = AuditEntry.objects.filter(object_type="courses.course").values_list("action", flat=True)
    assert list(actions.order_by("pk")) == ["course.submitted", "course.published"]


def test_a_failing_listener_takes_the_edition_back() -> None:
    def fail(**kwargs: object) -> None:
        edition_outline(kwargs["edition"].pk)  # type: ignore[attr-defined]
        raise RuntimeError

    edition_published.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            _published()
    finally:
        edition_published.disconnect(fail)
    assert not Edition.objects.exists()
    assert not Course.objects.filter(current_edition__isnull=False).exists()
    assert _text(_published_again().current_edition_id) == "<p>Khác.</p>"


def _published_again() -> Course:
    course = Course.objects.get()
    edit_lesson(course, "<p>Khác.</p>", course.created_by)
    publish_edition(course=course, actor=author(Role.PUBLISHER))
    return Course.objects.get()


def test_appraisal_is_signed_by_someone_else_and_outlives_later_editions() -> None:
    publisher = author(Role.PUBLISHER)
    own = draft_course(publisher, slug="cua-minh")
    publish_by_system(course=own)
    with pytest.raises(CourseError):
        appraise(course=own, actor=publisher)
    course = _published()
    appraise(course=course, actor=publisher)
    course.refresh_from_db()
    assert (course.is_sample, course.appraised_by) == (False, publisher)
    submit_for_review(course=course, actor=course.created_by)
    publish_edition(course=course, actor=publisher)
    course.refresh_from_db()
    assert course.is_sample is False


def test_who_submitted_the_edition_does_not_appraise_it() -> None:
    course = draft_course(author())
    submits, publishes = author(Role.PUBLISHER), author(Role.PUBLISHER, "Người phát hành")
    submit_for_review(course=course, actor=submits)
    publish_edition(course=course, actor=publishes)
    with pytest.raises(CourseError, match="gửi thẩm định"):
        appraise(course=course, actor=submits)
    appraise(course=course, actor=publishes)
    course.refresh_from_db()
    assert course.appraised_by == publishes


def test_files_of_a_lesson_are_kept_with_the_edition() -> None:
    trainer = author()
    image = library_picture()
    body = [{"type": "picture", "value": {"image": image.pk, "alt": "Hình", "caption": ""}}] * 2
    course = draft_course(trainer, body=body)
    submit_for_review(course=course, actor=trainer)
    edition = publish_edition(course=course, actor=author(Role.PUBLISHER))
    asset = Asset.objects.get(edition_links__edition=edition)
    assert f'src="/tep/{asset.sha256}/{asset.name}"' in _text(edition.pk)
    image.delete()
    assert asset.file.storage.exists(asset.file.name)


def test_a_picture_that_could_run_stops_publishing() -> None:
    trainer = author()
    evil = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9"><script>x()</script></svg>'
    image = library_picture(evil, "xau.svg")
    course = draft_course(trainer, body=[{"type": "picture", "value": {"image": image.pk, "alt": "x", "caption": ""}}])
    submit_for_review(course=course, actor=trainer)
    with pytest.raises(CourseIncomplete):
        publish_edition(course=course, actor=author(Role.PUBLISHER))
    assert not Edition.objects.exists()


@pytest.mark.parametrize(
    ("kind", "words", "captions", "problem"),
    [
        ("video", "", True, "bản ghi lời"),
        ("video", "<p> </p>", True, "bản ghi lời"),
        ("video", "<p>Nhìn sau dấu a còng.</p>", False, "phụ đề"),
        ("video", "<p>Nhìn sau dấu a còng.</p>", True, ""),
        ("audio", "<p> </p>", False, "ghi âm"),
        ("audio", "<p>Nhìn sau dấu a còng.</p>", False, ""),
    ],
)
def test_what_is_heard_is_published_with_its_words(kind: str, words: str, captions: bool, problem: str) -> None:
    trainer = author()
    played = Media.objects.create(title="Phim", file=ContentFile(b"x", "phim.mp4"), type=kind)
    shown: dict[str, Any] = {kind: played.pk, "title": "Phim", "transcript": words}
    if kind == "video":
        lines = Document.objects.create(title="Lời", file=ContentFile(b"WEBVTT\n", "phim.vtt"))
        shown["captions"] = lines.pk if captions else None
    draft = draft_of(draft_course(trainer, body=[{"type": kind, "value": shown}]))
    assert draft is not None
    found = problems_of(draft)
    assert [problem in line for line in found] == [True] * bool(problem)


def test_trainers_edit_their_own_courses_and_arrange_only_those() -> None:
    mine, other, publisher = author(), author(), author(Role.PUBLISHER)
    course = draft_course(mine)
    module = ModulePage(title="Phần hai", slug="phan-2", owner=mine, live=False)
    course.page.add_child(instance=module)
    assert list(courses_edited_by(mine)) == list(courses_edited_by(publisher)) == [course]
    assert not courses_edited_by(other).exists()
    with pytest.raises(CourseError):
        shift_page(course=course, page=module, up=True, actor=other)
    with pytest.raises(CourseError):
        remove_page(course=course, page=course.page, actor=mine)
    shift_page(course=course, page=Page.objects.get(pk=module.pk), up=True, actor=mine)
    assert [page.slug for page in course.page.get_children()] == ["phan-2", "phan-1"]
