"""Whose certificate an entry of the trail is about."""

from collections.abc import Iterable

from certificates.models import Certificate
from operations.domain.audit_subjects import Subject, register_audit_subjects


def of_certificates(ids: Iterable[int]) -> dict[int, Subject]:
    found = Certificate.objects.filter(pk__in=ids).values_list("pk", "cadre_id", "number")
    return {pk: Subject(cadre, number) for pk, cadre, number in found}


def register() -> None:
    register_audit_subjects("certificates.certificate", of_certificates)
