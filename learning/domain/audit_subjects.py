"""Whose enrolment an entry of the trail is about, and in which course; which campaign."""

from collections.abc import Iterable

from learning.models import Campaign, Enrolment
from operations.domain.audit_subjects import Subject, register_audit_subjects


def of_enrolments(ids: Iterable[int]) -> dict[int, Subject]:
    found = Enrolment.objects.filter(pk__in=ids).values_list("pk", "cadre_id", "course__title_vi")
    return {pk: Subject(cadre, title) for pk, cadre, title in found}


def of_campaigns(ids: Iterable[int]) -> dict[int, Subject]:
    return {pk: Subject(text=title) for pk, title in Campaign.objects.filter(pk__in=ids).values_list("pk", "title")}


def register() -> None:
    register_audit_subjects("learning.enrolment", of_enrolments)
    register_audit_subjects("learning.campaign", of_campaigns)
