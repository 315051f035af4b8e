"""Writing a batch of confirmed rows: a few statements for all of them."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from committees.domain.memberships import MembershipChange, change_memberships
from committees.models import Committee, Membership
from common.text.names import given_name
from common.text.vietnamese import fold
from interop.enums import RowAction
from interop.models import ChangeRow, ChangeSet

PERSON_FIELDS = ("full_name", "birth_year", "email")
MEMBERSHIP_FIELDS = ("unit", "group", "position")


def apply_rows(rows: list[ChangeRow], *, change_set: ChangeSet, actor: User) -> None:
    """Apply rows in the caller's transaction and mark them.

    A row whose person has changed since the file was read is not applied: it becomes wrong, with
    the reason, so that nobody's later correction is overwritten.
    """
    current = _memberships(rows)
    fresh = [row for row in rows if row.action == RowAction.NEW or not _is_stale(row, current)]
    created = _create_people([row for row in fresh if row.action == RowAction.NEW], change_set)
    _change_people([row for row in fresh if row.action != RowAction.NEW])
    units = Committee.objects.in_bulk({row.data["unit"] for row in fresh})
    changes = [
        _membership_change(row, created.get(row.pk) or row.person_id, units)
        for row in fresh
        if row.action == RowAction.NEW or set(row.before) & set(MEMBERSHIP_FIELDS)
    ]
    change_memberships(changes=changes, actor=actor, reason=change_set.file_name)
    for row in rows:
        row.applied_at = timezone.now()
        row.person_id = created.get(row.pk) or row.person_id
    ChangeRow.objects.bulk_update(rows, ["applied_at", "person", "action", "problems"])


def _memberships(rows: list[ChangeRow]) -> dict[int, Membership]:
    ids = [row.person_id for row in rows if row.person_id]
    found = Membership.objects.select_related("cadre").filter(cadre_id__in=ids, valid_to__isnull=True)
    return {membership.cadre_id: membership for membership in found}


def _is_stale(row: ChangeRow, current: dict[int, Membership]) -> bool:
    membership = current.get(row.person_id or 0)
    if membership is not None:
        now: dict[str, Any] = {
            "unit": membership.committee_id,
            "group": membership.position_group_id,
            "position": membership.position,
            **{name: getattr(membership.cadre, name) for name in PERSON_FIELDS},
        }
        if all(now[name] == value for name, value in row.before.items() if name in now):
            return False
    row.action = RowAction.WRONG
    row.problems = [_("The person has been changed by someone else meanwhile. Please send the file again.")]
    return True


def _create_people(rows: list[ChangeRow], change_set: ChangeSet) -> dict[int, int]:
    """Make the accounts; nobody can sign in to them before a first password is given. Row id to person id."""
    taken: set[str] = set()
    people = []
    for row in rows:
        user = User(
            username=row.data["code"] or _free_username(row.data["full_name"], taken),
            full_name=row.data["full_name"],
            birth_year=row.data["birth_year"],
            email=row.data["email"],
            is_demo=change_set.uploaded_by.is_demo,
        )
        user.set_unusable_password()
        user.derive_keys()
        taken.add(user.username_key)
        people.append(user)
    User.objects.bulk_create(people, batch_size=500)
    return {row.pk: user.pk for row, user in zip(rows, people, strict=True)}


def _free_username(full_name: str, taken: set[str]) -> str:
    """`an.nguyenvan`, or with the next free number: the given name, a dot, the rest of the name."""
    given = fold(given_name(full_name))
    rest = fold(full_name).removesuffix(given).replace(" ", "")
    stem = f"{given.replace(' ', '')}.{rest}".strip(".")[:56]
    stem = "".join(c for c in stem if c.isalnum() or c == ".") or "canbo"
    used = set(User.objects.filter(username_key__startswith=stem).values_list("username_key", flat=True)) | taken
    if stem not in used and len(stem) >= 3:
        return stem
    number = 2
    while f"{stem}{number}" in used:
        number += 1
    return f"{stem}{number}"


def _change_people(rows: list[ChangeRow]) -> None:
    changed = []
    for row in rows:
        fields = [name for name in PERSON_FIELDS if name in row.before]
        if not fields or row.person is None:
            continue
        for name in fields:
            setattr(row.person, name, row.data[name])
        row.person.derive_keys()
        changed.append(row.person)
    User.objects.bulk_update(changed, [*PERSON_FIELDS, "search_key", "sort_name"], batch_size=500)


def _membership_change(row: ChangeRow, person_id: int | None, units: dict[int, Committee]) -> MembershipChange:
    if person_id is None:
        raise ValueError(f"row {row.number} has no person")
    return MembershipChange(
        cadre_id=person_id,
        committee=units[row.data["unit"]],
        position_group=row.data["group"],
        position=row.data["position"],
        on=timezone.localdate(),
    )
