"""Ending sessions at once, without searching for them."""

from django.db.models import F

from accounts.models import User


def end_sessions(user: User) -> None:
    """Every session of this person is refused at its next request; called when a role or an account ends."""
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
