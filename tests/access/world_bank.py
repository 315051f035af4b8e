"""What hangs on the bank of a trainer: a sheet of questions that waits, an act on many that is done. And what
learners have said of the course."""

from uuid import UUID

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from courses.models import Course, Edition
from interop.domain.question_import import read_question_sheet
from interop.enums import ChangeSetState
from interop.models import QuestionSheet
from learning.models import CourseFeedback
from operations.enums import JobState
from operations.models import Job


def bulk_job(owner: User, word: str) -> Job:
    result = {"changed": 1, "same": 0, "refused": [["vì thế", 1, [word]]]}
    return Job.objects.create(
        kind="assessments.bulk", title=word, requested_by=owner, state=JobState.DONE, result=result
    )


def question_sheet(owner: User, bank: str, word: str, key: str) -> QuestionSheet:
    """A file with one good and one wrong row, waiting for confirmation; its rows hold answers."""
    sheet = QuestionSheet.objects.create(bank=bank, uploaded_by=owner, file_name=f"{word}.csv", sha256="0" * 64)
    head = "Mã câu hỏi,Nhóm câu hỏi,Loại câu hỏi,Nội dung câu hỏi,Đáp án,Giải thích"
    rows = [f"{word}{n},Nhóm,{kind},Hỏi?,5,{key} vì thế" for n, kind in ((7, "điền số"), (8, "lạ"))]
    sheet.file.save("cau-hoi.csv", ContentFile("\n".join([head, *rows]).encode()))
    assert read_question_sheet(sheet).state == ChangeSetState.READY
    return sheet


def feedback(course: Course, text: str, *, is_counted: bool = True) -> UUID:
    """Once it is counted, whoever edits `course` may read it; of whatever edition there is."""
    answers = {"useful": 1, "clear": 1, "working": 1, "month": timezone.localdate().replace(day=1)}
    edition = Edition.objects.order_by("pk").first()
    return CourseFeedback.objects.create(course=course, edition=edition, text=text, is_counted=is_counted, **answers).pk
