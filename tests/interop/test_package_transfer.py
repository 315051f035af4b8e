"""Course packages by the screens: out as a file, in as a draft of one's own; what is sent is not trusted."""

import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assessments.models import Question
from courses.domain.drafts import draft_of
from courses.models import Course, LessonPage
from interop.domain import package_transfer
from interop.domain.package_transfer import request_export, request_import
from interop.domain.packages import import_package
from interop.formats.course_package import PackageError
from operations.domain.files import FOLDER, walk
from operations.domain.jobs import run_job
from operations.enums import JobState
from operations.models import Job
from tests.assessments.builders import make_category, make_question
from tests.courses.builders import as_json, author, draft_course, lesson_of, tiny_package, write_package
from tests.factories import make_user

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]
SEND = "interop_import_course"


def _zip(package: dict[str, Any], name: str = "goi.zip") -> SimpleUploadedFile:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in package.items():
            archive.writestr(path, content if isinstance(content, bytes) else as_json(content))
    return SimpleUploadedFile(name, stream.getvalue(), content_type="application/zip")


def _done(job: Job) -> Job:
    run_job(job.pk)
    job.refresh_from_db()
    return job


def _sent(person: User, package: dict[str, Any]) -> Job:
    return _done(request_import(file=_zip(package), actor=person))


def _kept() -> list[str]:
    return list(walk(default_storage, f"{FOLDER}/packages"))


def test_a_course_goes_out_by_a_job_and_comes_in_as_a_draft_of_another(client_for: ClientFor, tmp_path: Path) -> None:
    owner, other = author(), author()
    course = import_package(write_package(tmp_path / "in", tiny_package()), actor=owner).course
    client_for(owner).post(reverse("interop_export_course", args=[course.uuid]))
    job = _done(Job.objects.get(kind=package_transfer.EXPORT))
    file = reverse("job_file", args=[job.uuid])
    assert client_for(other).get(file).status_code == 404
    taken = b"".join(client_for(owner).get(file).streaming_content)
    sent = client_for(other).post(reverse(SEND), {"file": SimpleUploadedFile("khoa-thu.zip", taken)})
    job = _done(Job.objects.get(kind=package_transfer.IMPORT))
    assert sent["Location"] == reverse("job", args=[job.uuid])
    made = Course.objects.get(uuid=job.result["course"])
    assert (made.slug, made.code, made.created_by, made.current_edition) == ("khoa-thu-2", "T1-2", other, None)
    assert Question.objects.filter(category__bank="khoa-thu-2").count() == 3
    assert course.created_by == owner and Question.objects.filter(category__bank="khoa-thu").count() == 3
    desk = reverse("courses_desk", args=[made.uuid])
    assert f'href="{desk}">Mở khóa học</a>' in client_for(other).get(sent["Location"]).content.decode()
    assert not _kept()


def test_the_right_to_the_file_ends_with_the_right_to_the_course(client_for: ClientFor, tmp_path: Path) -> None:
    owner = author()
    course = import_package(write_package(tmp_path / "in", tiny_package()), actor=owner).course
    file = reverse("job_file", args=[_done(request_export(course=course, actor=owner)).uuid])
    Course.objects.update(created_by=author())
    assert client_for(owner).get(file).status_code == 404
    with pytest.raises(PackageError):
        request_export(course=Course.objects.get(), actor=owner)


def test_an_exercise_of_another_own_bank_travels_with_the_course(tmp_path: Path) -> None:
    owner = author()
    category = make_category("Tập làm", "kho-khac", owner)
    guest = make_question(category, "single", 1, practice=True).question
    course = draft_course(owner, body=[{"type": "exercise", "value": {"question": str(guest.uuid)}}])
    make_question(make_category("Tập làm", course.slug, owner), "single", 1)
    job = _done(request_export(course=course, actor=owner))
    with job.file.open("rb") as stream, zipfile.ZipFile(stream) as archive:
        codes = [question["code"] for question in json.loads(archive.read("questions.json"))]
        body = json.loads(archive.read("lessons/bai-mot.json"))["body"]
    assert codes == ["Q001", "Q001-2"] and body == [{"type": "exercise", "value": {"question": "Q001-2"}}]
    with job.file.open("rb") as stream:
        sent = SimpleUploadedFile("goi.zip", stream.read())
    made = Course.objects.get(uuid=_done(request_import(file=sent, actor=author())).result["course"])
    [block] = lesson_of(made).get_latest_revision_as_object().body
    assert Question.objects.get(uuid=block.value["question"]).category.bank == made.slug


def _without_track(package: dict[str, Any]) -> None:
    package["course.json"].pop("track")


def _with_a_script(package: dict[str, Any]) -> None:
    package["media/bia.svg"] = b'<svg xmlns="http://www.w3.org/2000/svg"><script>x()</script></svg>'


def _with_a_name_that_leads_out(package: dict[str, Any]) -> None:
    package["../ngoai.json"] = {}


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_without_track, "course.json, trường “track”: thiếu"),
        (_with_a_script, "media/bia.svg"),
        (_with_a_name_that_leads_out, "../ngoai.json"),
    ],
)
def test_what_is_wrong_is_named_in_vietnamese_and_nothing_is_written(
    client_for: ClientFor, spoil: Callable[[dict[str, Any]], None], words: str
) -> None:
    person, package = author(), tiny_package()
    spoil(package)
    job = _sent(person, package)
    shown = client_for(person).get(reverse("job", args=[job.uuid])).content.decode()
    assert "Chưa ghi nội dung nào." in shown and words in shown
    assert job.state == JobState.FAILED and not _kept()
    assert not Course.objects.exists() and not Question.objects.exists() and not LessonPage.objects.exists()


def test_only_a_zip_of_the_allowed_size_is_kept(client_for: ClientFor, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_for(author())
    shown = client.post(reverse(SEND), {"file": SimpleUploadedFile("goi.zip", b"PK khong phai")})
    assert shown.status_code == 422 and "không phải tệp ZIP" in shown.content.decode()
    monkeypatch.setattr(package_transfer, "MOST_BYTES", 10)
    assert client.post(reverse(SEND), {"file": _zip(tiny_package())}).status_code == 422
    assert not _kept() and not Job.objects.filter(kind=package_transfer.IMPORT).exists()


def test_one_at_a_time_and_only_authors() -> None:
    person = author()
    request_import(file=_zip(tiny_package()), actor=person)
    with pytest.raises(PackageError):
        request_import(file=_zip(tiny_package()), actor=person)
    with pytest.raises(PackageError):
        request_import(file=_zip(tiny_package()), actor=make_user())
    assert len(_kept()) == 1


def test_a_run_that_broke_off_makes_no_second_course() -> None:
    job = _sent(author(), tiny_package())
    Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED, result={})
    assert _done(job).state == JobState.DONE
    assert str(Course.objects.get().uuid) == job.result["course"]
    assert draft_of(Course.objects.get())
