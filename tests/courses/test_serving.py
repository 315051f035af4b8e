"""What learners are given, how cheaply, and what they are refused."""

from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from accounts.models import User
from committees.enums import Role
from common.db.erasure import erasure_window
from common.memory import BoundedMemory
from content.domain.assets import store_asset
from content.models import Asset
from courses.domain import readers
from courses.domain.editions import body_parts, course_head, edition_outline
from courses.domain.integrity import check_checksums, check_current_editions, check_files
from courses.domain.publishing import publish_by_system
from courses.domain.queries.catalogue import catalogue_for
from courses.models import Course, EditionActivity
from operations.domain.stored_files import missing_files
from tests.courses.builders import author, draft_course, lesson_of, library_picture, png
from tests.factories import make_user

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]


@pytest.fixture
def _no_other_readers(monkeypatch: pytest.MonkeyPatch) -> list[readers.Reader]:
    found: list[readers.Reader] = []
    monkeypatch.setattr(readers, "_readers", found)
    return found


def _course_with_picture(owner: User, slug: str = "an-toan", cover: bool = False) -> Course:
    image = library_picture()
    course = draft_course(
        owner, slug=slug, body=[{"type": "picture", "value": {"image": image.pk, "alt": "Hình", "caption": ""}}]
    )
    if cover:
        page = course.page.get_latest_revision_as_object()
        page.cover = library_picture(_other_png(), "bia.png")
        page.save_revision(user=owner)
    publish_by_system(course=course)
    return Course.objects.get(pk=course.pk)


def _other_png() -> bytes:
    return png() + b"\x00"


def _url(asset: Asset) -> str:
    return reverse("asset", args=[asset.sha256, asset.name])


def test_a_warm_lesson_costs_no_statement(django_assert_num_queries: Callable) -> None:
    course = _course_with_picture(author())
    with django_assert_num_queries(4):
        head = course_head("an-toan")
        activity = edition_outline(head.current_edition_id).activities[0]
        cold = body_parts(activity)
    with django_assert_num_queries(0):
        outline = edition_outline(course.current_edition_id)
        assert body_parts(outline.by_slug("bai-mot")) == cold
        assert outline.previous(activity.key) is outline.next(activity.key) is None
        assert outline.by_slug("khac") is outline.by_key(course.uuid) is None


def test_a_long_address_in_a_lesson_breaks_after_its_dots_and_the_edition_stays_as_it_was(
    client_for: ClientFor,
) -> None:
    cells = {"caption": "Địa chỉ", "header": ["Ở đâu"], "rows": [["capnhat.example.vn/dangnhap"]]}
    link = '<p><a href="https://capnhat.example.vn/dangnhap">https://capnhat.example.vn/dangnhap</a></p>'
    owner = author()
    course = draft_course(owner, body=[{"type": "table", "value": cells}, {"type": "text", "value": link}])
    publish_by_system(course=course)
    course.refresh_from_db()
    served = "".join(map(str, body_parts(edition_outline(course.current_edition_id or 0).activities[0])))
    broken = "capnhat.<wbr>example.<wbr>vn/<wbr>dangnhap"
    assert f">{broken}</" in served and 'href="https://capnhat.example.vn/dangnhap"' in served
    assert served.count(broken) == 2
    assert "<wbr>" not in EditionActivity.objects.get().body
    preview = (
        client_for(owner).get(reverse("courses_preview", args=[course.uuid, lesson_of(course).pk])).content.decode()
    )
    assert preview.count(broken) == 2


@pytest.mark.no_database
def test_memory_is_bounded_and_forgets_the_least_used() -> None:
    memory: BoundedMemory[str, str] = BoundedMemory(limit=10)
    for word in ("aaaa", "bbbb"):
        memory.get(word, lambda w=word: w, size=len)
    memory.get("aaaa", lambda: "not asked", size=len)
    memory.get("cccc", lambda: "cccc", size=len)
    assert memory.get("aaaa", lambda: "loaded", size=len) == "aaaa"
    assert memory.get("bbbb", lambda: "loaded again", size=lambda _: 99) == "loaded again"
    assert len(memory) == 2


def test_only_whom_a_room_knows_reads_the_files(client_for: ClientFor, _no_other_readers: list) -> None:
    course = _course_with_picture(author())
    asset = Asset.objects.get()
    learner, stranger = make_user(), make_user()
    _no_other_readers.append(lambda user, found: user == learner)
    for person, status in ((learner, 200), (stranger, 404), (author(), 404), (course.created_by, 200)):
        assert client_for(person).get(_url(asset)).status_code == status
    assert client_for(author(Role.PUBLISHER)).get(_url(asset)).status_code == 200
    assert client_for(author(Role.AUDITOR)).get(_url(asset)).status_code == 404
    assert Client().get(_url(asset)).status_code == 302
    browser = client_for(stranger)
    # Carries a token of the forms from here on.
    browser.get(_url(asset))
    absent, refused = browser.get(reverse("asset", args=["0" * 64, asset.name])), browser.get(_url(asset))
    assert (absent.status_code, absent.content) == (refused.status_code, refused.content)


def test_covers_on_show_are_for_everyone_signed_in(client_for: ClientFor, _no_other_readers: list) -> None:
    course = _course_with_picture(author(), cover=True)
    reader = client_for(make_user())
    assert reader.get(_url(course.cover)).status_code == 200
    picture = Asset.objects.exclude(pk=course.cover_id).get()
    assert reader.get(_url(picture)).status_code == 404
    Course.objects.update(archived_at="2026-01-01T00:00Z")
    assert reader.get(_url(course.cover)).status_code == 404


def test_a_file_of_no_edition_is_for_nobody(client_for: ClientFor) -> None:
    asset = store_asset(data=png(), name="a.png")
    for person in (author(Role.NATIONAL_ADMIN), author(), make_user()):
        assert client_for(person).get(_url(asset)).status_code == 404


def test_files_come_by_range_and_are_kept_privately(client_for: ClientFor) -> None:
    course = _course_with_picture(author())
    asset, client = Asset.objects.get(), client_for(course.created_by)
    whole = client.get(_url(asset))
    assert whole["Cache-Control"] == "private, max-age=31536000, immutable"
    assert (whole["X-Content-Type-Options"], whole["Content-Type"]) == ("nosniff", "image/png")
    part = client.get(_url(asset), headers={"range": "bytes=2-5"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, png()[2:6])
    assert client.get(_url(asset), headers={"if-none-match": whole["ETag"]}).status_code == 304
    assert client.post(_url(asset)).status_code == 405


def test_the_library_is_for_authors_and_holds_nothing_else(client_for: ClientFor) -> None:
    writer = author()
    image = library_picture()
    default_storage.save("jobs/bao-mat.png", ContentFile(png()))
    url = reverse("library_file", args=[image.file.name])
    assert client_for(writer).get(url).status_code == 200
    assert client_for(make_user()).get(url).status_code == 404
    for name in ("jobs/bao-mat.png", "images/../jobs/bao-mat.png", "images/khong-co.png"):
        assert client_for(writer).get(f"/tep-noi-bo/{name}").status_code == 404


def test_the_catalogue_filters_and_searches_without_marks() -> None:
    reader = make_user()
    course = _course_with_picture(author())
    draft_course(author(), slug="ban-thao")
    Course.objects.filter(pk=course.pk).update(track="B", level="basic", title_vi="Nhận biết lừa đảo")
    assert list(catalogue_for(reader)) == [course]
    assert list(catalogue_for(reader, search="lua dao nhan")) == [course]
    assert list(catalogue_for(reader, search="b1", track="B", level="basic")) == [course]
    for filters in ({"track": "A"}, {"level": "advanced"}, {"search": "mat khau"}):
        assert not catalogue_for(reader, **filters)
    Course.objects.update(archived_at="2026-01-01T00:00Z")
    assert not catalogue_for(reader)


def test_integrity_sees_a_changed_text_a_wrong_edition_and_a_lost_file() -> None:
    one = _course_with_picture(author())
    two = _course_with_picture(author(), slug="hai")
    assert not [*check_checksums(), *check_current_editions(), *check_files()]
    asset = Asset.objects.get()
    Course.objects.filter(pk=one.pk).update(current_edition=two.current_edition)
    with erasure_window():
        EditionActivity.objects.filter(edition=two.current_edition).update(body="<p>Khác</p>")
    default_storage.delete(asset.file.name)
    default_storage.save(asset.file.name, ContentFile(b"x"))
    assert [finding.object for finding in check_current_editions()] == [f"course {one.pk}"]
    assert [finding.object for finding in check_checksums()] == [f"edition {two.current_edition_id}"]
    assert len(list(check_files())) == 1
    default_storage.delete(asset.file.name)
    assert (f"content.asset {asset.pk}", asset.file.name) in list(missing_files())


def test_wagtails_view_live_leads_to_the_learners_address() -> None:
    course = draft_course(author())
    assert lesson_of(course).url is None
    publish_by_system(course=course)
    assert lesson_of(course).url == "/khoa-hoc/an-toan/bai-mot/"
