"""Who brings courses and questions in and takes them out; the door of the admin has refused everybody else before."""

from django.http import Http404, HttpRequest

from accounts.models import User
from courses.rules import is_author


def author_of(request: HttpRequest) -> User:
    """The person who asks.

    Raises:
        Http404: not one of those who write or decide.
    """
    user = request.user
    if isinstance(user, User) and is_author(user):
        return user
    raise Http404
