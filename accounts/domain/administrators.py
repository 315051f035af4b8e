"""The first administrator. What an administrator is, a higher room says."""

import hashlib
import secrets

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.people import create_person
from accounts.errors import PersonError
from accounts.models import SetupLink, User
from accounts.models.setup_link import VALID_FOR
from accounts.signals import administrator_created


def is_set_up() -> bool:
    """Whether somebody has used a link. Who administers since then is for the roles to say."""
    return SetupLink.objects.filter(used_at__isnull=False).exists()


@transaction.atomic
def make_setup_link() -> str:
    """A new one-time address, valid 30 minutes; earlier ones that were not used end."""
    SetupLink.objects.filter(used_at=None).delete()
    token = secrets.token_urlsafe(32)
    SetupLink.objects.create(token_sha256=_digest(token))
    return settings.SITE_URL + reverse("set_up", args=[token])


def is_setup_token(token: str) -> bool:
    return SetupLink.objects.filter(**_unused(token)).exists()


@transaction.atomic
def create_administrator(*, token: str, username: str, full_name: str, password: str) -> User:
    """Use the link and make its administrator, both or neither.

    Raises:
        PersonError: the link was used or is too old, or the person is refused.
    """
    if not SetupLink.objects.filter(**_unused(token)).update(used_at=timezone.now()):
        raise PersonError(_("This set-up link has been used or is too old."))
    user = create_person(
        username=username, full_name=full_name, password=password, actor=None, must_change_password=False
    )
    administrator_created.send(sender=User, user=user)
    return user


def _unused(token: str) -> dict[str, object]:
    return {"token_sha256": _digest(token), "used_at": None, "created_at__gt": timezone.now() - VALID_FOR}


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
