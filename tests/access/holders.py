"""Who gets a yes from the rules that ask for no object, by the roles in force: written down by hand."""

from collections.abc import Callable, Iterable
from typing import Any, Final

import assessments.rules as bank
import committees.rules as committees
import committees.rules.audit as audit
import committees.rules.retention as retention
import courses.rules as courses
from accounts.models import User
from committees.domain.roles import roles_in_force
from committees.enums import Role
from committees.models import Committee
from committees.rules.roles import ending_takes_two, giving_takes_two

_DECIDING: Final = {Role.PUBLISHER, Role.NATIONAL_ADMIN}
_GUARDED: Final = {Role.NATIONAL_ADMIN, Role.AUDITOR, Role.DATA_PROTECTION}


def _begins_bank(user: User) -> bool:
    return bank.can_add_category(user, "kho-chua-co")


HOLDERS: Final[dict[Callable[[User], bool], set[Role]]] = {
    bank.can_author: {Role.TRAINER, *_DECIDING},
    bank.can_review: _DECIDING,
    _begins_bank: {Role.TRAINER, *_DECIDING},
    bank.can_read_bank: {Role.AUDITOR},
    bank.decides_on_corrections: _DECIDING,
    courses.is_author: {Role.TRAINER, *_DECIDING},
    courses.decides_on_courses: _DECIDING,
    committees.can_grant_roles: {Role.NATIONAL_ADMIN},
    retention.can_read_retention: _GUARDED,
    retention.can_decide_retention: {Role.NATIONAL_ADMIN, Role.DATA_PROTECTION},
    audit.reads_audit: {Role.COMMITTEE_ADMIN, *_GUARDED},
    audit.reads_everything: _GUARDED,
}
GIVEN_BY_TWO: Final = set(Role) - {Role.TRAINER, Role.COMMITTEE_REVIEWER}


def misjudged(askers: Iterable[User]) -> list[str]:
    """Every yes and no that is not as it stands here."""
    wrong = []
    for user in askers:
        held = set(roles_in_force(user).values_list("role", flat=True))
        wrong += [f"{rule.__name__}: {held}" for rule, roles in HOLDERS.items() if rule(user) is not bool(held & roles)]
    return wrong + _alone()


def _alone() -> list[str]:
    """What one person does that takes two."""
    top, below = Committee.objects.filter(depth=1).first(), Committee.objects.filter(depth=2).first()
    cases: list[tuple[str, Any, bool, bool]] = [
        *(("giving", role, giving_takes_two(role, below), role in GIVEN_BY_TWO) for role in Role),
        ("giving at the top", Role.COMMITTEE_REVIEWER, giving_takes_two(Role.COMMITTEE_REVIEWER, top), True),
        *(("ending", role, ending_takes_two(role), role in _GUARDED) for role in Role),
    ]
    return [f"{act} {role}" for act, role, got, expected in cases if got is not expected]
