"""I7: what a list left half done is found, by the exit code of the command too."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone

from interop.domain.change_sets import confirm
from interop.enums import ChangeSetState, RowAction
from interop.models import ChangeSet, QuestionSheet
from operations.enums import JobState
from operations.models import Job
from tests.factories import make_user
from tests.interop.lists import Unit, apply, read, sheet
from tests.operations.integrity import asked_integrity

pytestmark = pytest.mark.django_db

ROWS: list[list[object]] = [
    [1, "", "Nguyễn Văn An", 1980, "Đảng ủy xã Một", "Chuyên viên"],
    [2, "", "Trần Thị Bình", 1981, "Đảng ủy xã Hai", "Chuyên viên"],
    [3, "", "Đỗ Văn 3", 1981, "Đảng ủy xã Hai", "Chuyên viên"],
]


def broken() -> tuple[int, list[str]]:
    """The exit code of the command, and the lists that I7 found."""
    code, found = asked_integrity()
    return code, [finding["object"] for finding in found["I7"]]


@pytest.fixture
def applied(unit: Unit, tmp_path: Path) -> ChangeSet:
    return apply(unit, read(unit, sheet(tmp_path, ROWS)))


def forget_a_row(change_set: ChangeSet) -> None:
    change_set.rows.filter(action=RowAction.NEW).order_by("-number")[:1].get().delete()


def leave_a_row_out(change_set: ChangeSet) -> None:
    row = change_set.rows.filter(action=RowAction.NEW).order_by("number")[:1].get()
    row.applied_at = None
    row.save()


def miscount(change_set: ChangeSet) -> None:
    ChangeSet.objects.filter(pk=change_set.pk).update(counts={**change_set.counts, "new": 3})


def never_confirm(change_set: ChangeSet) -> None:
    ChangeSet.objects.filter(pk=change_set.pk).update(state=ChangeSetState.READY)


def stop_in_the_middle(change_set: ChangeSet) -> None:
    Job.objects.filter(pk=change_set.job_id).update(state=JobState.FAILED)
    ChangeSet.objects.filter(pk=change_set.pk).update(state=ChangeSetState.APPLYING)


def test_a_list_is_clean_when_read_and_when_written(unit: Unit, tmp_path: Path) -> None:
    change_set = read(unit, sheet(tmp_path, ROWS))
    assert broken() == (0, [])
    apply(unit, change_set)
    assert change_set.counts["new"] == 2
    assert change_set.counts["wrong"] == 1
    assert broken() == (0, [])


@pytest.mark.parametrize("corrupt", [forget_a_row, leave_a_row_out, miscount, never_confirm, stop_in_the_middle])
def test_a_planted_corruption_is_found(applied: ChangeSet, corrupt: Callable[[ChangeSet], None]) -> None:
    corrupt(applied)
    assert broken() == (1, [f"list {applied.pk}"])


def undo_half(change_set: ChangeSet) -> None:
    Job.objects.filter(pk=change_set.job_id).update(state=JobState.FAILED)
    ChangeSet.objects.filter(pk=change_set.pk).update(state=ChangeSetState.UNDOING)
    change_set.rows.filter(pk=change_set.rows.filter(action=RowAction.NEW)[0].pk).update(undone_at=timezone.now())


def test_a_list_that_is_half_undone_is_found_and_one_that_was_never_begun_is_not(
    unit: Unit, applied: ChangeSet, tmp_path: Path
) -> None:
    undo_half(applied)
    assert broken() == (1, [f"list {applied.pk}"])
    ChangeSet.objects.filter(pk=applied.pk).update(state=ChangeSetState.APPLIED)
    waiting = read(unit, sheet(tmp_path, ROWS))
    confirm(change_set=waiting, actor=unit.admin)
    Job.objects.update(state=JobState.FAILED)
    assert broken() == (0, [])


def test_a_list_whose_time_is_up_says_nothing(applied: ChangeSet) -> None:
    applied.file.storage.delete(applied.file.name)
    applied.rows.all().delete()
    ChangeSet.objects.filter(pk=applied.pk).update(file="")
    assert broken() == (0, [])


def test_a_sheet_of_questions_is_asked_too() -> None:
    counts = {action.value: 0 for action in RowAction} | {"new": 1}
    questions = QuestionSheet.objects.create(
        bank="x", uploaded_by=make_user(), state=ChangeSetState.APPLIED, counts=counts, sha256="0" * 64
    )
    row = questions.rows.create(number=2, action=RowAction.NEW, applied_at=timezone.now())
    assert broken() == (0, [])
    row.applied_at = None
    row.save()
    assert broken() == (1, [f"sheet {questions.pk}"])
