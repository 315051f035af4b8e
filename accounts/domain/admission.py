"""Whether somebody who has proved who they are is let in; rooms above register what they know against it.

Asked at sign-in only: whatever makes an answer change ends the sessions too.
"""

from collections.abc import Callable

from accounts.models import User

HasPlace = Callable[[User], bool]

_asked: list[HasPlace] = []


def register_admission(has_place: HasPlace) -> None:
    _asked.append(has_place)


def is_admitted(user: User) -> bool:
    return all(has_place(user) for has_place in _asked)
