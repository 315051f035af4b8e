"""What this room enters in the registries of `operations`."""

from accounts.domain.admission import register_admission
from committees.domain import (
    audit_subjects,
    audit_units,
    audit_words,
    correction_notices,
    leavers,
    personal_data,
    planned_notices,
    rename_approvals,
    retention_approvals,
    role_approvals,
    role_notices,
    tree_approvals,
)
from committees.domain.integrity import register_invariants
from committees.domain.reference import load_reference_committees
from committees.domain.roles import has_place
from operations.domain.preparation import Say, register_preparation


def prepare_committees(_say: Say) -> None:
    load_reference_committees()


def register() -> None:
    audit_subjects.register()
    audit_units.register()
    audit_words.register()
    register_invariants()
    correction_notices.register()
    leavers.register()
    register_admission(has_place)
    personal_data.register()
    planned_notices.register()
    retention_approvals.register()
    tree_approvals.register()
    rename_approvals.register()
    role_approvals.register()
    role_notices.register()
    register_preparation(100, "committees", prepare_committees)
