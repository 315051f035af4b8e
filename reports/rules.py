"""How much of the people behind a figure someone may see."""

from enum import Enum

from committees.enums import Role
from committees.models import Committee
from committees.rules import can_see_names, names_need_purpose
from committees.rules.access import access_of


class NameAccess(Enum):
    """`PURPOSE`: names open once the purpose is typed and logged. `MASKED`: the list, with initials only."""

    FULL = "full"
    PURPOSE = "purpose"
    MASKED = "masked"
    NONE = "none"


def name_access(user: object, committee: Committee) -> NameAccess:
    """Access to the names of the people in the subtree of `committee`."""
    if can_see_names(user, committee):
        return NameAccess.PURPOSE if names_need_purpose(user, committee) else NameAccess.FULL
    if access_of(user).has(Role.AUDITOR):
        return NameAccess.MASKED
    return NameAccess.NONE
