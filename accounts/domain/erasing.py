"""Anonymising people who left: the record stays, nothing by which the person is known remains in the account."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.domain.sessions import end_sessions
from accounts.errors import PersonError
from accounts.models import KeptPost, User
from accounts.signals import person_erased
from operations.domain import audit
from operations.domain.retention import RecordKind, register_record_kind
from operations.enums import RetentionAction


@transaction.atomic
def erase_person(*, person: User, actor: User | None, reason: str = "") -> None:
    """Take name, sign-in name, birth year, e-mail, password and second factors away. It cannot be undone.

    Results, memberships and the register of certificates stay: they are evidence, and the register is kept by law.

    Raises:
        PersonError: the account is still open.
    """
    if person.erased_at:
        return
    if person.is_active:
        raise PersonError(_("An account is closed before it is anonymised."))
    person.full_name = f"Người đã ẩn danh {person.pk}"
    person.username = f"an-danh-{person.pk}"
    person.sorts_by, person.birth_year, person.email, person.hints_put_away = "", None, "", ""
    person.set_unusable_password()
    person.erased_at = timezone.now()
    person.save()
    end_sessions(person)
    Authenticator.objects.filter(user=person).delete()
    SocialAccount.objects.filter(user=person).delete()
    KeptPost.objects.filter(person=person).delete()
    audit.record(action="person.erased", actor=actor, target=person, reason=reason)
    person_erased.send(sender=User, person=person)


def _sessions(before: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=before)


def _delete_sessions(sessions: list[Session], _actor: User | None) -> None:
    Session.objects.filter(pk__in=[session.pk for session in sessions]).delete()


def _kept_posts(before: datetime) -> QuerySet[KeptPost]:
    return KeptPost.objects.filter(created_at__lt=before)


def _delete_posts(posts: list[KeptPost], _actor: User | None) -> None:
    KeptPost.objects.filter(pk__in=[post.pk for post in posts]).delete()


def register() -> None:
    for kind in (
        RecordKind(
            "sessions", gettext_lazy("Sessions that have ended"), RetentionAction.DELETE, _sessions, "expire_date",
            _delete_sessions,
        ),
        RecordKind(
            "kept-forms", gettext_lazy("Forms kept for a new sign-in"), RetentionAction.DELETE, _kept_posts,
            "created_at", _delete_posts,
        ),
    ):  # fmt: skip
        register_record_kind(kind)
