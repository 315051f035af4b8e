"""What this room does when somebody has passed every step of signing in."""

from typing import Any

from allauth.account.signals import user_logged_in
from django.dispatch import receiver

from accounts.domain.sign_ins import note_sign_in
from accounts.models import User


@receiver(user_logged_in)
def keep_sign_in(user: User, **_kwargs: Any) -> None:
    note_sign_in(user)
