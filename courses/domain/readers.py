"""Who may read the files of an edition: rooms above know learners, this room does not.

They register a function in `AppConfig.ready`; one yes is enough.
"""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from content.models import Asset

Reader = Callable[[User, Asset], bool]
_readers: list[Reader] = []


def register_reader(reader: Reader) -> Reader:
    """Add a function that says whether a person may read an asset. Also usable as a decorator."""
    if reader not in _readers:
        _readers.append(reader)
    return reader


def any_reader_allows(user: User | AnonymousUser, asset: Asset) -> bool:
    """Whether some registered room lets the person read the asset."""
    return isinstance(user, User) and any(reader(user, asset) for reader in _readers)
