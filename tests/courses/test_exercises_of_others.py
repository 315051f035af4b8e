"""A lesson takes exercises from the banks of its author and of the product; nobody else's drafts are met there."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assessments.domain.bank import ensure_category, save_question
from assessments.domain.queries.practice import practice_choices
from assessments.enums import QuestionState
from assessments.models import Question
from committees.domain.roles import end_role
from committees.enums import Role
from committees.models import RoleGrant
from courses.domain.drafts import draft_of
from courses.domain.preparing import prepare_draft, problems_of
from courses.domain.publishing import publish_edition, submit_for_review
from courses.errors import CourseIncomplete
from courses.models import Course, LessonPage
from courses.rules import practice_in_course
from tests.assessments.builders import raw_question
from tests.courses.builders import author, draft_course, lesson_of

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]


def _practice(bank: str, owner: User | None, stem: str = "Bẫy số một?") -> Question:
    category = ensure_category(bank=bank, name="Tập làm", owner=owner, actor=owner)
    raw = raw_question(stem=f"<p>{stem}</p>")
    return save_question(category=category, code="TH1", raw=raw, is_practice=True, actor=owner).question


def _holding(owner: User, question: Question, slug: str = "an-toan") -> Course:
    return draft_course(owner, slug, [{"type": "exercise", "value": {"question": str(question.uuid)}}])


def _posted(client: Client, course: Course, question: Question, act: str = "edit") -> Any:
    lesson = lesson_of(course)
    form = {
        "title": lesson.title, "slug": lesson.slug, "minutes": "7", "title_en": "", "summary_vi": "", "summary_en": "",
        "outcome": "", "body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "exercise",
        "body-0-id": "11111111-1111-4111-8111-111111111111", "body-0-value-question": str(question.uuid),
        "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
    }  # fmt: skip
    return client.post(reverse(f"wagtailadmin_pages:{act}", args=[lesson.pk]), form)


def _in_json(words: str) -> str:
    return json.dumps(words)[1:-1]


def _holds(course: Course, question: Question) -> bool:
    lesson = lesson_of(course).get_latest_revision_as_object()
    return any(block.value["question"] == str(question.uuid) for block in lesson.body if block.block_type == "exercise")


def test_the_editor_offers_own_banks_first_then_the_samples_and_nothing_of_others(client_for: ClientFor) -> None:
    trainer = author()
    course = draft_course(trainer, "cua-toi")
    draft_course(trainer, "cua-toi-2")
    draft_course(author(), "cua-nguoi-khac")
    _practice("cua-toi-2", trainer, "Câu ở khóa khác của tôi?")
    _practice("cua-toi", trainer, "Câu của khóa này?")
    _practice("mau", None, "Câu mẫu?")
    _practice("cua-nguoi-khac", User.objects.latest("pk"), "Câu nháp của người khác?")
    url = reverse("wagtailadmin_pages:edit", args=[lesson_of(course).pk])
    shown = client_for(trainer).get(url).content.decode()
    wanted = ("Câu của khóa này", "Câu ở khóa khác của tôi", "Khóa học mẫu: mau")
    places = [shown.index(_in_json(words)) for words in wanted]
    assert places == sorted(places)
    assert _in_json("Câu nháp của người khác") not in shown


def test_the_questions_offered_stand_under_their_course_and_category(django_assert_num_queries: Any) -> None:
    trainer = author()
    course = draft_course(trainer, "cua-toi")
    for number, name in enumerate(("Mật khẩu", "An toàn thư", "Mật khẩu"), start=1):
        category = ensure_category(bank="cua-toi", name=name, owner=trainer, actor=trainer)
        raw = raw_question(stem=f"<p>Câu {number}?</p>")
        save_question(category=category, code=f"TH{number}", raw=raw, is_practice=True, actor=trainer)
    held = practice_in_course(course)
    with django_assert_num_queries(2):
        offered = practice_choices(held, "cua-toi")
    assert [(heading.partition(" › ")[2], [label for _uuid, label in rows]) for heading, rows in offered] == [
        ("An toàn thư", ["TH2: Câu 2?"]),
        ("Mật khẩu", ["TH1: Câu 1?", "TH3: Câu 3?"]),
    ]
    assert offered[0][0].startswith("Khóa học này: An toàn thông tin › ")


def test_saving_takes_what_is_offered_and_nothing_else(client_for: ClientFor) -> None:
    trainer, other = author(), author()
    course, client = draft_course(trainer), client_for(trainer)
    _posted(client, course, foreign := _practice("cua-nguoi-khac", other))
    assert not _holds(course, foreign)
    _posted(client, course, own := _practice("cua-toi", trainer))
    assert _holds(course, own)
    _posted(client, course, sample := _practice("mau", None))
    assert _holds(course, sample)
    Question.objects.filter(pk=own.pk).update(state=QuestionState.RETIRED)
    _posted(client, course, own)
    assert _holds(course, sample)


def test_who_reads_every_bank_puts_no_exercise_of_one_trainer_into_the_course_of_another(client_for: ClientFor) -> None:
    course, publisher = draft_course(author()), author(Role.PUBLISHER)
    foreign = _practice("cua-nguoi-khac", author())
    _posted(client_for(publisher), course, foreign)
    assert not _holds(course, foreign)
    own = draft_course(publisher, "cua-nguoi-duyet")
    _posted(client_for(publisher), own, foreign)
    assert _holds(own, foreign)


def test_the_preview_shows_no_exercise_of_others(client_for: ClientFor) -> None:
    trainer = author()
    for course, shown in (
        (_holding(trainer, _practice("cua-nguoi-khac", author()), "mot"), False),
        (_holding(trainer, _practice("cua-toi", trainer), "hai"), True),
    ):
        url = reverse("courses_preview", args=[course.uuid, lesson_of(course).pk])
        assert ("Bẫy số một?" in client_for(trainer).get(url).content.decode()) is shown


def test_nor_does_what_is_shown_beside_the_form(client_for: ClientFor) -> None:
    trainer = author()
    course, client = draft_course(trainer), client_for(trainer)
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[lesson_of(course).pk])
    for question, shown in ((_practice("cua-nguoi-khac", author()), False), (_practice("cua-toi", trainer), True)):
        assert _posted(client, course, question, "preview_on_edit").json()["is_valid"] is shown
        page = client.get(url, {"in_preview_panel": "true"}).content.decode()
        assert ("Bẫy số một?" in page) is shown


def test_a_draft_that_names_an_exercise_of_others_is_neither_submitted_nor_published() -> None:
    trainer = author()
    question = _practice("cua-toi", trainer)
    course = _holding(trainer, question)
    submit_for_review(course=course, actor=trainer)
    # Meanwhile the category goes to somebody else.
    type(question.category).objects.update(owner=author())
    draft = draft_of(course)
    assert draft and "ngân hàng của người khác" in problems_of(draft)[0]
    with pytest.raises(CourseIncomplete):
        publish_edition(course=course, actor=author(Role.PUBLISHER))
    with pytest.raises(CourseIncomplete):
        submit_for_review(course=_holding(trainer, question, "hai"), actor=trainer)


def test_the_course_of_somebody_who_writes_no_more_keeps_its_exercises() -> None:
    trainer = author()
    course = _holding(trainer, question := _practice("cua-toi", trainer))
    end_role(grant=RoleGrant.objects.get(user=trainer), actor=None, reason="Nghỉ hưu")
    draft = draft_of(Course.objects.get(pk=course.pk))
    assert draft is not None
    [activity] = prepare_draft(draft).activities
    assert activity.exercises == [{"uuid": str(question.uuid), "version": question.versions.get().pk}]


def test_a_form_of_nobody_offers_nothing() -> None:
    _practice("mau", None)
    lesson = lesson_of(draft_course(author()))
    form = LessonPage.get_edit_handler().get_form_class()(instance=lesson, parent_page=lesson.get_parent())
    exercise = form.fields["body"].block.child_blocks["exercise"].child_blocks["question"]
    assert [value for value, _label in exercise.field.choices] == [""]


def test_two_revisions_are_compared_by_what_the_exercise_asks(client_for: ClientFor) -> None:
    trainer = author()
    before, after = _practice("an-toan", trainer), _practice("an-toan-2", trainer, "Bẫy số hai?")
    course = _holding(trainer, before)
    lesson = lesson_of(course).get_latest_revision_as_object()
    first = lesson.latest_revision
    lesson.body = [{"type": "exercise", "value": {"question": str(after.uuid)}}]
    second = lesson.save_revision(user=trainer)

    url = reverse("wagtailadmin_pages:revisions_compare", args=[lesson.pk, first.pk, second.pk])
    page = client_for(trainer).get(url).content.decode()
    assert "TH1: Bẫy số một?" in page and "TH1: Bẫy số hai?" in page
    assert str(before.uuid) not in page and str(after.uuid) not in page
