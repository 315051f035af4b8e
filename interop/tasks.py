"""The jobs of this room."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from assessments.rules import banks_seen_by
from committees.models import Committee
from committees.rules import can_administer, can_grant_roles, committees_administered_by
from courses.models import Course
from courses.rules import courses_edited_by
from interop.domain import package_transfer
from interop.domain.committees_export import EXPORT_UNITS, write_units
from interop.domain.committees_import import apply_committee_set, read_committee_set, undo_committee_set
from interop.domain.copying import JOB as COPY
from interop.domain.copying import copy_course
from interop.domain.people_export import EXPORT, write_people
from interop.domain.people_import import apply_change_set, read_change_set
from interop.domain.people_undo import undo_change_set
from interop.domain.question_export import write_bank_sheet
from interop.domain.question_import import apply_question_sheet, read_question_sheet
from interop.domain.rejected import write_rejected
from interop.domain.roles_import import apply_role_set, read_role_set
from interop.enums import ChangeSetKind, ChangeSetState
from interop.formats.course_package import PackageError
from interop.models import ChangeSet, QuestionSheet
from interop.rules import can_make_change_set, change_sets_made_by
from operations.domain.jobs import JobFailed, JobRun, job_kind
from operations.models import Job

_APPLY: Final[dict[ChangeSetKind, Callable[..., dict[str, int]]]] = {
    ChangeSetKind.PEOPLE: apply_change_set,
    ChangeSetKind.COMMITTEES: apply_committee_set,
    ChangeSetKind.ROLES: apply_role_set,
}


def _change_set(job: Job) -> str:
    """The jobs are named by their change-set, whose page says what the file would do or did."""
    return reverse("change_set", args=[job.key])


def _may_read_rejected(job: Job, user: Any) -> bool:
    mine = change_sets_made_by(user).filter(pk=job.parameters["change_set"])
    return job.requested_by_id == user.pk and mine.exists()


def _may_read_unit(job: Job, user: Any) -> bool:
    mine = committees_administered_by(user).filter(pk=job.parameters["committee"])
    return job.requested_by_id == user.pk and mine.exists()


def _may_read_people(job: Job, user: Any) -> bool:
    """The unit asked for, and every unit that has people in the file: one that has moved away takes the file along.

    Kept with the job is which units these were, not who is in it: somebody who has moved alone since stays in the file
    for the week that it is there.
    """
    in_file = Committee.objects.filter(pk__any_of=job.result.get("units", ()))
    own = committees_administered_by(user).order_by()
    return _may_read_unit(job, user) and not in_file.exclude(pk__in=own.values("pk")).exists()


def _of(run: JobRun) -> tuple[ChangeSet, User]:
    """The change-set and who asked; the right to it is looked up again, it may have ended since."""
    change_set = ChangeSet.objects.select_related("committee", "uploaded_by").get(pk=run.parameters["change_set"])
    actor = User.objects.get(pk=run.parameters["actor"])
    if not can_make_change_set(actor, change_set):
        raise JobFailed(_("The right to administer this unit has ended."))
    return change_set, actor


@job_kind("interop.read", page=_change_set)
def read(run: JobRun) -> None:
    change_set, _actor = _of(run)
    if change_set.state != ChangeSetState.READING:
        return
    if change_set.kind == ChangeSetKind.COMMITTEES:
        read_committee_set(change_set)
    elif change_set.kind == ChangeSetKind.ROLES:
        read_role_set(change_set)
    else:
        read_change_set(change_set, progress=run.progress)
    if change_set.state == ChangeSetState.FAILED:
        raise JobFailed(change_set.problem)
    run.result(change_set.counts)


@job_kind("interop.apply", page=_change_set)
def apply(run: JobRun) -> None:
    change_set, actor = _of(run)
    if change_set.kind == ChangeSetKind.ROLES and not can_grant_roles(actor):
        raise JobFailed(_("The right to give roles has ended."))
    if change_set.state == ChangeSetState.APPLYING:
        run.result(_APPLY[ChangeSetKind(change_set.kind)](change_set, actor=actor, progress=run.progress))


@job_kind("interop.undo", page=_change_set)
def undo(run: JobRun) -> None:
    change_set, actor = _of(run)
    if change_set.state != ChangeSetState.UNDOING:
        return
    if change_set.kind == ChangeSetKind.COMMITTEES:
        run.result(undo_committee_set(change_set, actor=actor))
    else:
        run.result(undo_change_set(change_set, actor=actor, progress=run.progress))


@job_kind("interop.rejected", may_download=_may_read_rejected, asked_at="unit_home")
def rejected(run: JobRun) -> None:
    change_set, _actor = _of(run)
    write_rejected(change_set, run)


def _administered(run: JobRun) -> Committee:
    """The unit whose list was asked for; the right to it may have ended since."""
    committee = Committee.objects.get(pk=run.parameters["committee"])
    if run.job.requested_by is None or not can_administer(run.job.requested_by, committee):
        raise JobFailed(_("The right to administer this unit has ended."))
    return committee


@job_kind(EXPORT, may_download=_may_read_people, asked_at="unit_home")
def export_people(run: JobRun) -> None:
    write_people(_administered(run), run)


@job_kind(EXPORT_UNITS, may_download=_may_read_unit, asked_at="unit_home")
def export_units(run: JobRun) -> None:
    write_units(_administered(run), run)


def _desk(job: Job) -> str:
    uuid = (job.result or {}).get("course")
    return reverse("courses_desk", args=[uuid]) if uuid else reverse("job", args=[job.uuid])


@job_kind(COPY, page=_desk, opens=gettext_lazy("Open the copy"))
def copy(run: JobRun) -> None:
    given = run.parameters
    actor = User.objects.get(pk=run.job.requested_by_id or 0)
    course = Course.objects.get(pk=given["course"])
    try:
        made = copy_course(course=course, actor=actor, **{name: given[name] for name in ("slug", "code", "title")})
    except PackageError as error:
        raise JobFailed(str(error)) from error
    run.result({"course": str(made.uuid)})


def _edits_course(job: Job, user: Any) -> bool:
    """The file holds the bank with its answers: the right to the course is asked again at each download."""
    mine = courses_edited_by(user).filter(pk=job.parameters["course"])
    return job.requested_by_id == user.pk and mine.exists()


@job_kind(package_transfer.EXPORT, may_download=_edits_course, audited=True)
def export_course(run: JobRun) -> None:
    try:
        package_transfer.write_export(run)
    except PackageError as error:
        raise JobFailed(str(error)) from error


@job_kind(package_transfer.IMPORT, page=_desk, opens=gettext_lazy("Open the course"))
def import_course(run: JobRun) -> None:
    try:
        made = package_transfer.read_import(run)
    except PackageError as error:
        raise JobFailed(_("Nothing has been written. %(problem)s") % {"problem": error}) from error
    run.result({"course": str(made.uuid)})


def _question_sheet(job: Job) -> str:
    return reverse("interop_question_sheet", args=[job.key])


@job_kind("interop.read_questions", page=_question_sheet)
def read_questions(run: JobRun) -> None:
    sheet = QuestionSheet.objects.select_related("uploaded_by").get(pk=run.parameters["sheet"])
    if sheet.state != ChangeSetState.READING:
        return
    read_question_sheet(sheet, lambda done, total: run.progress(done, total))
    if sheet.state == ChangeSetState.FAILED:
        raise JobFailed(sheet.problem)
    run.result(sheet.counts)


@job_kind("interop.apply_questions", page=_question_sheet)
def apply_questions(run: JobRun) -> None:
    sheet = QuestionSheet.objects.get(pk=run.parameters["sheet"])
    if sheet.state != ChangeSetState.APPLYING:
        return
    actor = User.objects.get(pk=run.parameters["actor"])
    run.result(apply_question_sheet(sheet, actor=actor, progress=lambda done, total: run.progress(done, total)))


def _sees_bank(job: Job, user: Any) -> bool:
    """The file holds answers: the right to the bank is asked again at each download."""
    return job.requested_by_id == user.pk and job.parameters["bank"] in banks_seen_by(user)


@job_kind("interop.export_questions", may_download=_sees_bank, asked_at="assessments_questions")
def export_questions(run: JobRun) -> None:
    bank = run.parameters["bank"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cau-hoi.xlsx"
        filled, left_out = write_bank_sheet(path, bank, run.job.requested_by, lambda n, total: run.progress(n, total))
        run.store_file(path, f"cau-hoi-{bank}.xlsx")
    run.result({"questions": filled, "left_out": left_out})
