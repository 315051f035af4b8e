"""Jobs for tests: kinds that count what happens to them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db.models import Q

from accounts.models import User
from operations.domain.approval_kinds import (
    ApprovalKind,
    Change,
    Effect,
    fingerprint_of,
    register_approval_kind,
)
from operations.domain.jobs import JobFailed, JobRun, job_kind
from operations.models import Approval

KIND_FILE = "test.file"
KIND_BREAKS = "test.breaks"
KIND_REFUSES = "test.refuses"
KIND_FORBIDDEN = "test.forbidden"


@job_kind(KIND_FILE)
def write_file(run: JobRun) -> None:
    path = Path(run.parameters["path"])
    run.progress(1, 2, "")
    run.store_file(path, "ket-qua.csv")
    run.result({"rows": 2})


@job_kind(KIND_BREAKS)
def break_down(run: JobRun) -> None:
    raise ValueError("Nguyễn Thị Bí Mật")


@job_kind(KIND_REFUSES)
def refuse(run: JobRun) -> None:
    raise JobFailed("Tệp không có dòng nào.")


def _nobody(job: Any, user: Any) -> bool:
    return False


@job_kind(KIND_FORBIDDEN, may_download=_nobody)
def write_forbidden_file(run: JobRun) -> None:
    write_file(run)


KIND_RENAME = "test.rename"


class NameRefused(Exception):
    """What the act itself refuses."""


def _person(approval: Approval) -> User:
    return User.objects.get(pk=approval.object_id)


def _effect(approval: Approval) -> Effect:
    new = approval.parameters["name"]
    change = Change("Họ và tên", _person(approval).full_name, new)
    return Effect(f"Đổi họ và tên thành {new}", changes=(change,), warnings=("Không hoàn tác được.",))


def _rename(approval: Approval, actor: User) -> dict[str, Any]:
    person = _person(approval)
    person.full_name = approval.parameters["name"]
    person.save(update_fields=["full_name"])
    if not person.full_name.isprintable() or person.full_name == "cấm":
        raise NameRefused("Tên này không dùng được.")
    return {"person": person.pk}


def register_rename(deciders: Callable[[User], Q | None]) -> None:
    """An act by two persons: a new name for somebody. Whoever is active may propose it."""
    register_approval_kind(
        ApprovalKind(
            name=KIND_RENAME,
            label="Đổi tên người dùng",
            effect=_effect,
            may_propose=lambda user, target, parameters: bool(parameters.get("name")),
            decided_by=deciders,
            apply=_rename,
            fingerprint=lambda approval: fingerprint_of(_person(approval).full_name),
            refusals=(NameRefused,),
        )
    )
