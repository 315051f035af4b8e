"""Who works in the bank. For everybody else its addresses do not exist."""

from django.http import Http404, HttpRequest

from accounts.models import User
from assessments.rules import can_author
from operations.domain.refusals import Refused


def author_of(request: HttpRequest) -> User:
    """The person who asks.

    Raises:
        Http404: not one of those who write or decide.
    """
    user = request.user
    if not isinstance(user, User):
        raise Http404
    if not can_author(user):
        raise Refused(user)
    return user
