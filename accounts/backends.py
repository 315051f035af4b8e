"""Sign-in by folded name: "Nguyen.An", "nguyen.an" and "Nguyễn.An" are one account."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from accounts.models import User


class FoldedNameBackend(ModelBackend):
    """As Django's own backend. An unknown name costs as much time as a wrong password."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> User | None:
        if username is None or password is None:
            return None
        try:
            user = User.objects.get_by_natural_key(username)
        except User.DoesNotExist:
            User().set_password(password)
            return None
        if _has_password(user, password) and self.user_can_authenticate(user):
            return user
        return None

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        """Asked at every request. Accounts whose password is public end with the demonstration."""
        if getattr(user, "is_demo", False) and settings.SEN_DEMO == "0":
            return False
        return super().user_can_authenticate(user)


def _has_password(user: User, typed: str) -> bool:
    """A first password may be typed as its slip shows it, in groups; one's own is taken as it stands."""
    if user.check_password(typed):
        return True
    together = "".join(typed.split())
    return user.must_change_password and together != typed and user.check_password(together)
