"""Whose role, or whose request, an entry of the trail is about."""

from collections.abc import Iterable

from committees.enums import Role
from committees.models import CorrectionRequest, RoleGrant
from operations.domain.audit_subjects import Subject, register_audit_subjects


def of_roles(ids: Iterable[int]) -> dict[int, Subject]:
    found = RoleGrant.objects.filter(pk__in=ids).values_list("pk", "user_id", "role")
    return {pk: Subject(user, str(Role(role).label)) for pk, user, role in found}


def of_corrections(ids: Iterable[int]) -> dict[int, Subject]:
    found = CorrectionRequest.objects.filter(pk__in=ids).values_list("pk", "person_id")
    return {pk: Subject(person) for pk, person in found}


def register() -> None:
    register_audit_subjects("committees.rolegrant", of_roles)
    register_audit_subjects("committees.correctionrequest", of_corrections)
