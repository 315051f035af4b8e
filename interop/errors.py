"""What can be refused in this room, with a message for the person."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from committees.models import Membership


class PeopleImportError(Exception):
    """The act makes no sense for this change-set; the text is meant for the person."""


class QuestionImportError(Exception):
    """A sheet of questions cannot be taken; the text is meant for the author."""


class OnePersonError(Exception):
    """A person cannot be added or changed so; the text is meant for whoever filled in the form.

    `field`: the one it is about; "" for all of them.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class MayBeKnownError(OnePersonError):
    """People the new one may be; `memberships` says who and where they are."""

    def __init__(self, message: str, memberships: "Sequence[Membership]") -> None:
        super().__init__(message)
        self.memberships = memberships


class ChangedMeanwhileError(OnePersonError):
    """What the form was filled in on is not so any more."""
