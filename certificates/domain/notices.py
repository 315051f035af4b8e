"""Notices of who holds a certificate: issued, revoked."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from certificates.models import Certificate, Revocation
from operations.domain.notices import Notice, register_notices


def issued(person: User, now: datetime) -> QuerySet[Certificate]:
    return Certificate.objects.filter(cadre_id=person.pk).annotate(notice_at=F("issued_at"))


def words_of_issued(person: User, keys: Sequence[int]) -> dict[int, Notice]:
    return {
        certificate.pk: Notice(
            _("Certificate issued: %(course)s") % {"course": certificate.title},
            reverse("my_certificates"),
            _("Number %(number)s") % {"number": certificate.number},
            icon="hoan-thanh",
        )
        for certificate in Certificate.objects.filter(pk__in=keys, cadre_id=person.pk).select_related("edition")
    }


def revoked(person: User, now: datetime) -> QuerySet[Revocation]:
    return Revocation.objects.filter(certificate__cadre_id=person.pk).annotate(notice_at=F("revoked_at"))


def words_of_revoked(person: User, keys: Sequence[int]) -> dict[int, Notice]:
    revocations = Revocation.objects.filter(pk__in=keys, certificate__cadre_id=person.pk)
    return {
        revocation.pk: Notice(
            _("Certificate revoked: %(course)s") % {"course": revocation.certificate.title},
            reverse("my_certificates"),
            _("Reason: %(reason)s") % {"reason": revocation.reason},
            icon="warning",
        )
        for revocation in revocations.select_related("certificate__edition")
    }


def register() -> None:
    register_notices("certificate.issued", issued, words_of_issued)
    register_notices("certificate.revoked", revoked, words_of_revoked)
