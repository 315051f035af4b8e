"""What a telephone would show."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from accounts.domain.sealing import seal
from accounts.models import User


def code_of(secret: str, steps_later: int = 0) -> str:
    """The code of this half minute, or of a later one."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps_later))


def give_app(person: User) -> str:
    """An app that has shown no code yet; its secret."""
    secret = generate_totp_secret()
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": seal(secret)})
    return secret


def sign_in_with_password(person: User, password: str) -> Client:
    """A browser in which the first step of signing in has been taken, by the real form."""
    client = Client()
    client.post("/dang-nhap/", {"login": person.username, "password": password})
    return client
