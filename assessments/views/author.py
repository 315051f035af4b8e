"""Who works in the bank. Everybody else the door of the admin has refused before."""

from django.http import Http404, HttpRequest

from accounts.models import User
from assessments.rules import can_author


def author_of(request: HttpRequest) -> User:
    """The person who asks.

    Raises:
        Http404: not one of those who write or decide.
    """
    user = request.user
    if isinstance(user, User) and can_author(user):
        return user
    raise Http404
