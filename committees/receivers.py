"""What this room does when another one tells a fact."""

from typing import Any

from django.dispatch import receiver

from accounts.models import User
from accounts.signals import administrator_created
from committees.domain.roles import grant_role
from committees.enums import Role


@receiver(administrator_created, dispatch_uid="committees.first_administrator")
def make_national_administrator(*, user: User, **_: Any) -> None:
    """Who sets Sen up by command administers it."""
    grant_role(user=user, role=Role.NATIONAL_ADMIN, committee=None, actor=None, reason="create_administrator")
