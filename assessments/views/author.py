"""Who works in the bank. For everybody else its addresses do not exist."""

from django.http import Http404, HttpRequest

from accounts.models import User
from assessments.rules import can_author


def author_of(request: HttpRequest) -> User:
    """The person who asks.

    Raises:
        Http404: not one of those who write or decide.
    """
    user = request.user
    if not isinstance(user, User) or not can_author(user):
        raise Http404
    return user
