"""Who sees how long records are kept, who has old ones dealt with (access matrix, rows 20 and 28).

The national administrators and the data protection officers, always two of them; auditors read.
"""

from committees.enums import Role
from committees.rules.access import access_of


def can_read_retention(user: object) -> bool:
    return access_of(user).has(Role.NATIONAL_ADMIN, Role.DATA_PROTECTION, Role.AUDITOR)


def can_decide_retention(user: object) -> bool:
    """May ask for a dry run, propose a run or another rule, or decide on the proposal of another person."""
    return access_of(user).has(Role.NATIONAL_ADMIN, Role.DATA_PROTECTION)
