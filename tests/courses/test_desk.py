"""The desk of a course in the admin: who sees it, what its buttons do, what Wagtail no longer offers."""

import json
import re
from collections.abc import Callable
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment, Page, ReferenceIndex
from wagtail.users.models import UserProfile

from accounts.models import User
from committees.enums import Role
from courses.domain.drafts import draft_of
from courses.domain.preparation import course_shelf, prepare_authoring
from courses.domain.publishing import publish_by_system
from courses.enums import ReviewState
from courses.models import Course, CoursePage, Edition, LessonPage, ModulePage
from courses.models.pages import slug_input
from tests.courses.builders import (
    SVG,
    author,
    draft_course,
    edit_lesson,
    lesson_of,
    library_picture,
)
from tests.factories import make_user

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]


def _url(name: str, course: Course, *more: int) -> str:
    return reverse(f"courses_{name}", args=[course.uuid, *more])


def test_the_story_of_a_review_through_the_buttons(client_for: ClientFor) -> None:
    trainer, publisher = author(), author(Role.PUBLISHER)
    course = draft_course(trainer)
    writes, decides = client_for(trainer), client_for(publisher)
    assert "Bài một" in writes.get(_url("desk", course)).content.decode()
    writes.post(_url("submit", course), {"note": "Xin duyệt"})
    desk = decides.get(_url("desk", course)).content.decode()
    assert "Xin duyệt" in desk and _url("publish", course) in desk
    assert _url("publish", course) not in writes.get(_url("desk", course)).content.decode()
    draft = draft_of(course)
    decides.post(_url("publish", course), {"seen": draft.fingerprint, "note": "Đầu tiên"})
    assert Edition.objects.get().note == "Đầu tiên"
    assert course.review_requests.get().state == ReviewState.PUBLISHED
    unread = decides.post(_url("appraise", course))
    course.refresh_from_db()
    assert unread.status_code == 422 and course.is_sample
    decides.post(_url("appraise", course), {"has_read": "on"})
    course.refresh_from_db()
    assert course.is_sample is False
    edit_lesson(course, "<p>Mới hơn.</p>", trainer)
    publish = {"seen": draft_of(course).fingerprint, "note": "", "is_material": "on"}
    writes.post(_url("submit", course), {"note": ""})
    decides.post(_url("publish", course), publish)
    shown = writes.get(_url("compare", course), {"cu": "1", "moi": "2"}).content.decode()
    assert "Mới hơn." in shown and "Nội dung đầu tiên." in shown


def test_trainers_press_no_button_of_a_reviewer(client_for: ClientFor) -> None:
    trainer = author()
    course = draft_course(trainer)
    client = client_for(trainer)
    client.post(_url("submit", course), {"note": ""})
    for name in ("publish", "send_back", "appraise"):
        client.post(_url(name, course), {"seen": draft_of(course).fingerprint, "note": "x"})
    course.refresh_from_db()
    assert not Edition.objects.exists() and course.is_sample
    assert course.review_requests.get().state == ReviewState.SUBMITTED


def test_the_course_of_another_trainer_looks_absent(client_for: ClientFor) -> None:
    course = draft_course(author())
    lesson = lesson_of(course)
    other = client_for(author())
    assert "An toàn thông tin" not in other.get(reverse("courses_list")).content.decode()
    for url in (_url("desk", course), _url("preview", course, lesson.pk), _url("compare", course)):
        assert other.get(url).status_code == 404
    for url in (_url("submit", course), _url("withdraw", course), _url("arrange", course, lesson.pk)):
        assert other.post(url, {"act": "remove"}).status_code == 404
    add = reverse("wagtailadmin_pages:add", args=["courses", "modulepage", course.page.pk])
    assert other.get(add).status_code == 404
    assert other.post(add, {"title": "Chen", "slug": "chen"}).status_code == 404
    assert course.page.get_children().count() == 1


def test_without_scripts_the_editor_says_so_and_leads_nowhere_outside(client_for: ClientFor) -> None:
    page = client_for(author()).get(reverse("wagtailadmin_home"), follow=True).content.decode()
    said = page.partition("<noscript")[2].partition("</noscript>")[0]
    assert "Các trang biên soạn cần JavaScript" in said and "<a " not in said
    assert "enable-javascript.com" not in page


def test_learners_do_not_come_in(client_for: ClientFor) -> None:
    course = draft_course(author())
    client = client_for(make_user())
    for url in (_url("desk", course), reverse("courses_list"), _url("preview", course, lesson_of(course).pk)):
        assert client.get(url).status_code in {302, 403, 404}


def test_the_preview_shows_the_draft_and_records_nothing(client_for: ClientFor) -> None:
    trainer = author()
    course = draft_course(trainer)
    publish_by_system(course=course)
    edit_lesson(course, "<p>Bản nháp <strong>mới</strong>.</p>", trainer)
    page = client_for(trainer).get(_url("preview", course, lesson_of(course).pk)).content.decode()
    assert "<p>Bản nháp <strong>mới</strong>.</p>" in page and "Nội dung đầu tiên" not in page


def test_wagtail_offers_no_publishing_and_no_other_menus(client_for: ClientFor) -> None:
    trainer, publisher = author(), author(Role.PUBLISHER)
    course = draft_course(trainer)
    edit = reverse("wagtailadmin_pages:edit", args=[lesson_of(course).pk])
    for person in (trainer, publisher):
        html = client_for(person).get(edit).content.decode()
        assert 'name="action-publish"' not in html
        assert _url("desk", course) in html
        assert "action-submit" not in html


def test_saving_in_wagtail_changes_the_draft_and_never_the_edition(client_for: ClientFor) -> None:
    trainer = author()
    course = draft_course(trainer)
    publish_by_system(course=course)
    page = course.page
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = {"title": "Tên mới", "slug": page.slug, "track": "A", "level": "basic", "minutes": "0"}
    response = client_for(trainer).post(edit, data)
    assert response.status_code == 302
    assert CoursePage.objects.get(pk=page.pk).get_latest_revision_as_object().title == "Tên mới"
    course.refresh_from_db()
    assert course.title_vi == "An toàn thông tin"


def test_a_new_course_page_begins_a_record(client_for: ClientFor) -> None:
    trainer = author()
    add = reverse("wagtailadmin_pages:add", args=["courses", "coursepage", course_shelf().pk])
    data = {"title": "Khóa mới", "slug": "khoa-moi", "track": "C", "level": "basic", "minutes": "0"}
    client_for(trainer).post(add, data)
    course = Course.objects.get(slug="khoa-moi")
    assert (course.title_vi, course.created_by, course.current_edition) == ("Khóa mới", trainer, None)


def test_what_a_reviewer_adds_to_a_course_belongs_to_its_trainer(client_for: ClientFor) -> None:
    trainer = author()
    course = draft_course(trainer)
    add = reverse("wagtailadmin_pages:add", args=["courses", "modulepage", course.page.pk])
    client_for(author(Role.PUBLISHER)).post(add, {"title": "Phần thêm", "slug": "phan-them"})
    added = course.page.get_children().get(slug="phan-them")
    assert added.owner == trainer
    assert client_for(trainer).get(reverse("wagtailadmin_pages:edit", args=[added.pk])).status_code == 200


def test_the_admin_opens_with_the_courses(client_for: ClientFor) -> None:
    assert client_for(author()).get(reverse("wagtailadmin_home"))["Location"] == reverse("courses_list")


def test_pages_of_an_edition_are_taken_out_not_deleted(client_for: ClientFor) -> None:
    publisher = author(Role.PUBLISHER)
    course = draft_course(author())
    publish_by_system(course=course)
    client, lesson = client_for(publisher), lesson_of(course)
    response = client.post(reverse("wagtailadmin_pages:delete", args=[lesson.pk]))
    assert response.status_code == 302 and LessonPage.objects.descendant_of(course.page).exists()
    client.post(_url("arrange", course, lesson.pk), {"act": "remove"})
    assert not LessonPage.objects.descendant_of(course.page).exists()
    assert LessonPage.objects.filter(pk=lesson.pk).exists()


def test_comments_that_are_not_settled_are_told_beside_the_button_that_publishes(client_for: ClientFor) -> None:
    trainer, publisher = author(), author(Role.PUBLISHER)
    course = draft_course(trainer)
    decides = client_for(publisher)
    comment = Comment.objects.create(page=lesson_of(course), user=publisher, text="Cần ví dụ", contentpath="title")
    client_for(trainer).post(_url("submit", course), {"note": ""})
    assert "1 bình luận bên lề chưa xử lý:" in decides.get(_url("desk", course)).content.decode()
    comment.resolved_at = timezone.now()
    comment.save()
    assert "bình luận bên lề" not in decides.get(_url("desk", course)).content.decode()


def test_what_is_sent_back_without_a_reason_is_asked_for_one_and_keeps_the_desk(client_for: ClientFor) -> None:
    trainer, publisher = author(), author(Role.PUBLISHER)
    course = draft_course(trainer)
    client_for(trainer).post(_url("submit", course), {"note": ""})
    refused = client_for(publisher).post(_url("send_back", course), {"note": ""})
    assert refused.status_code == 422 and refused.context["send_back_form"].errors
    assert "Bài một" in refused.content.decode()


def test_the_panels_of_a_page_promise_nothing_that_is_closed(client_for: ClientFor) -> None:
    course = draft_course(author())
    client, lesson = client_for(author(Role.PUBLISHER)), lesson_of(course)
    for act in ("edit", "delete"):
        page = client.get(reverse(f"wagtailadmin_pages:{act}", args=[lesson.pk])).content.decode()
        assert "/usage/" not in page
    for words in ("Ai cũng sửa được trang này", "Mọi người xem được", "Chưa đặt lịch phát hành", "domain.com"):
        assert words not in client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    shelf = client.get(reverse("wagtailadmin_explore", args=[course_shelf().pk])).content.decode()
    assert "/usage/" not in shelf and "chưa được gắn với cổng nào" not in shelf


def test_where_a_picture_is_used_names_no_page_of_another_trainer(client_for: ClientFor) -> None:
    trainer, other = author(), author()
    course, picture = draft_course(trainer), library_picture()
    picture.uploaded_by_user = other
    picture.save()
    CoursePage.objects.filter(pk=course.page.pk).update(cover=picture, title="Khóa riêng của người khác")
    ReferenceIndex.create_or_update_for_object(CoursePage.objects.get(pk=course.page.pk))
    usage = reverse("wagtailimages:image_usage", args=[picture.pk])
    assert "Khóa riêng của người khác" in client_for(author(Role.PUBLISHER)).get(usage).content.decode()
    asked = client_for(other).get(usage).content.decode()
    assert "Khóa riêng của người khác" not in asked and "riêng tư)" in asked


def test_the_size_of_a_drawing_has_no_decimals(client_for: ClientFor) -> None:
    publisher = author(Role.PUBLISHER)
    drawing = library_picture(SVG.replace(b'width="40" height="20"', b'width="360.0" height="388.4"'), "hinh.svg")
    page = client_for(publisher).get(reverse("wagtailimages:edit", args=[drawing.pk])).content.decode()
    assert page.count("360 × 388") == 2 and "360.0x" not in page


def test_the_preparation_can_be_repeated() -> None:
    prepare_authoring()
    before = Page.objects.count()
    prepare_authoring()
    assert Page.objects.count() == before
    assert not Page.objects.filter(slug="home").exists()


def test_who_is_no_author_is_told_so_instead_of_going_in_circles(client_for: Callable[[User], Client]) -> None:
    reply = client_for(make_user("hocvien")).get("/quan-tri/", follow=True)
    assert reply.status_code == 403 and not reply.redirect_chain
    assert "Không có quyền" in reply.content.decode()


def test_an_address_keeps_the_letters_of_a_vietnamese_title() -> None:
    """As the editor's script does it: the rules of the field one after another."""
    rules = json.loads(slug_input().attrs["data-w-slug-formatters-value"])
    title = "Khóa thử của người đọc: Đầu tiên"
    for (pattern, _flags), bare in rules:
        title = re.sub(pattern, bare, title)
    assert title == "Khoa thu cua nguoi doc: dau tien"


def _order(course: Course) -> list[str]:
    return list(course.page.get_descendants().order_by("path").values_list("slug", flat=True))


def test_parts_are_put_beside_others_and_go_over_the_edge_of_a_module(client_for: ClientFor) -> None:
    trainer = author()
    course = draft_course(trainer)
    second = course.page.add_child(instance=ModulePage(title="Phần hai", slug="phan-2", owner=trainer, live=False))
    lesson = lesson_of(course)
    client = client_for(trainer)
    client.post(_url("arrange", course, lesson.pk), {"act": "down"})
    assert _order(course) == ["phan-1", "phan-2", "bai-mot"]
    client.post(_url("arrange", course, second.pk), {"act": "before", "beside": str(course.page.get_children()[0].pk)})
    assert _order(course) == ["phan-2", "bai-mot", "phan-1"]
    first = course.page.get_children().get(slug="phan-1")
    client.post(_url("arrange", course, lesson.pk), {"act": "after", "beside": str(first.pk)})
    assert _order(course) == ["phan-2", "phan-1", "bai-mot"]
    client.post(_url("arrange", course, second.pk), {"act": "after", "beside": str(lesson.pk)})
    assert _order(course) == ["phan-2", "phan-1", "bai-mot"]
    other = draft_course(author(), "khac")
    for beside in (str(lesson_of(other).pk), "x", "99999999999"):
        client.post(_url("arrange", course, lesson.pk), {"act": "before", "beside": beside})
    assert _order(course) == ["phan-2", "phan-1", "bai-mot"]


def test_the_editor_offers_what_stands_before_codes_of_frameworks_and_rows_for_the_law(client_for: ClientFor) -> None:
    trainer = author()
    course = draft_course(trainer)
    module = course.page.get_children().get()
    add = reverse("wagtailadmin_pages:add", args=["courses", "sessionpage", module.pk])
    key = str(lesson_of(course).key)
    client = client_for(trainer)
    assert key in client.get(add).content.decode()
    data = {"title": "Buổi", "slug": "buoi", "minutes": "60", "guidance": "", "requires": [key]}
    assert client.post(add, data).status_code == 302
    session = draft_of(course).activities[1].page
    assert (session.requires, session.kind) == ([key], "session")
    edit = reverse("wagtailadmin_pages:edit", args=[course.page.pk])
    page = client.get(edit).content.decode()
    assert "IU14 – An toàn, bảo mật thông tin" in page and "TT02:6" in page and "DC:5" in page
    data = {"title": "T", "slug": course.page.slug, "track": "A", "level": "basic", "minutes": "0"}
    law = {"legal_basis-0-text": "Luật mẫu", "legal_basis-0-in_force_on": "01/07/2026"}
    refused = client.post(edit, data | law)
    assert "cần đủ hai ngày" in refused.content.decode() and "Luật mẫu" in refused.content.decode()
    client.post(edit, data | law | {"legal_basis-0-review_on": "01/07/2027", "competences": ["IU14", "DC:4"]})
    kept = draft_of(course).page
    assert kept.legal_basis == [{"text": "Luật mẫu", "in_force_on": "2026-07-01", "review_on": "2027-07-01"}]
    assert kept.competences == ["IU14", "DC:4"]


def test_the_editor_speaks_the_language_chosen_for_all_of_sen(client_for: ClientFor) -> None:
    """Wagtail would offer a choice of its own, which goes before the one everybody knows from the other pages."""
    writes = client_for(author())
    account = reverse("wagtailadmin_account")
    page = writes.get(account).content.decode()
    assert "preferred_language" not in page and '<html lang="vi"' in page.replace("\n", " ")
    writes.post(account, {"theme-theme": "dark", "theme-density": "default", "locale-preferred_language": "en"})
    assert '<html lang="vi"' in writes.get(account).content.decode().replace("\n", " ")
    writes.post(reverse("set_language"), {"language": "en", "next": account})
    assert '<html lang="en"' in writes.get(account).content.decode().replace("\n", " ")
    UserProfile.objects.update(preferred_language="vi")
    forget = import_module("courses.migrations.0009_one_choice_of_language").forget_second_choice
    forget(apps, connection.schema_editor())
    assert '<html lang="en"' in writes.get(account).content.decode().replace("\n", " ")
