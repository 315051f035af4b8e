"""The request as a view behind `login_required` knows it."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request whose user is a person, for the type checker; nothing is ever made of this class."""

    user: User
