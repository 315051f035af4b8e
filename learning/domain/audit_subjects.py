"""Whose enrolment an entry of the trail is about, and in which course; which campaign."""

from collections.abc import Iterable

from assessments.models import Quiz
from learning.models import Campaign, Enrolment
from operations.domain.audit_subjects import Subject, register_audit_subjects, register_audit_titles


def of_enrolments(ids: Iterable[int]) -> dict[int, Subject]:
    found = Enrolment.objects.filter(pk__in=ids).values_list("pk", "cadre_id", "course__title_vi")
    return {pk: Subject(cadre, title) for pk, cadre, title in found}


def of_campaigns(ids: Iterable[int]) -> dict[int, Subject]:
    return {pk: Subject(text=title) for pk, title in Campaign.objects.filter(pk__in=ids).values_list("pk", "title")}


def quizzes_named(uuids: Iterable[str]) -> dict[str, str]:
    found = Quiz.objects.filter(uuid__in=uuids).values_list("uuid", "title_vi")
    return {str(uuid): title for uuid, title in found}


def register() -> None:
    register_audit_subjects("learning.enrolment", of_enrolments)
    register_audit_subjects("learning.campaign", of_campaigns)
    register_audit_titles("assessments.quiz", quizzes_named)
