"""Secrets that have to be read again, such as those of second factors, are stored sealed.

The key is made from `SEN_SECRETS_KEY`, else from the signing key. Set later, it seals what is new; what the
signing key has sealed stays readable.
"""

import base64
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

__all__ = ["InvalidToken", "seal", "unseal"]


def seal(text: str) -> str:
    return _cipher(settings.SEN_SECRETS_KEY, settings.SECRET_KEY).encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """What was sealed.

    Raises:
        InvalidToken: sealed with a key that is not known here, or changed since.
    """
    return _cipher(settings.SEN_SECRETS_KEY, settings.SECRET_KEY).decrypt(sealed.encode("ascii")).decode()


@cache
def _cipher(*keys: str) -> MultiFernet:
    return MultiFernet([_fernet(key) for key in keys if key])


def _fernet(key: str) -> Fernet:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"accounts.sealing").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(made))
