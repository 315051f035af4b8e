"""Writing a batch of confirmed rows: a few statements for all of them."""

from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.masking import masked, masked_facts
from accounts.models import User
from committees.domain.memberships import MembershipChange, change_memberships, leave_committees, reasons_to_stay
from committees.models import Committee, Membership
from common.text.vietnamese import fold
from interop.domain.usernames import Usernames
from interop.enums import RowAction, RowChoice
from interop.models import ChangeRow, ChangeSet
from operations.domain.audit import record_many

PERSON_FIELDS = ("full_name", "birth_year", "email", "sorts_by")
MEMBERSHIP_FIELDS = ("unit", "group", "position")
BATCH = 1000


def apply_rows(rows: list[ChangeRow], *, change_set: ChangeSet, actor: User, usernames: Usernames) -> None:
    """Apply rows in the caller's transaction and mark them, so that they are never applied again.

    A row whose person or unit has changed since the file was read is not applied: it becomes wrong, with
    the reason, so that nobody's later correction is overwritten. What undoing needs is kept in `trace`.
    """
    leaving = [row for row in rows if row.choice == RowChoice.LEAVE]
    rest = [row for row in rows if row.choice != RowChoice.LEAVE]
    current = _memberships(rest)
    units = Committee.objects.in_bulk({change_set.committee_id, *(row.data["unit"] for row in rest)})
    # As it lies today: units, and it itself, may have moved since the file was read.
    top = units[change_set.committee_id].path
    taken = _taken_codes(rest)
    timely = [row for row in rest if not _is_stale(row, current, units, taken)]
    fresh = [row for row in timely if not _is_outside(row, current, units, top)]
    created = _create_people([row for row in fresh if row.person_id is None], change_set, actor, usernames)
    write_facts(
        [(row, row.data) for row in fresh if row.person_id is not None], actor=actor, reason=change_set.file_name
    )
    for row in fresh:
        row.person_id = created.get(row.pk) or row.person_id
    _change_memberships(fresh, current, units, change_set, actor, made=set(created))
    _leave(leaving, change_set, actor, top)
    now = timezone.now()
    for row in rows:
        row.applied_at = now
    _mark(rows)


def _mark(rows: list[ChangeRow]) -> None:
    """An upsert of rows that are there: `bulk_update` would spend most of the time on an expression for each value."""
    ChangeRow.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["applied_at", "person", "action", "problems", "trace"],
    )


def _memberships(rows: list[ChangeRow]) -> dict[int, Membership]:
    ids = [row.person_id for row in rows if row.person_id]
    found = Membership.objects.select_related("cadre", "committee").filter(cadre__any_of=ids, valid_to__isnull=True)
    return {membership.cadre_id: membership for membership in found}


def _taken_codes(rows: list[ChangeRow]) -> set[str]:
    codes = [fold(row.data["code"]) for row in rows if row.person_id is None and row.data["code"]]
    return set(User.objects.filter(username_key__any_of=codes).values_list("username_key", flat=True))


def _is_outside(row: ChangeRow, current: dict[int, Membership], units: dict[int, Committee], top: str) -> bool:
    """Whether the unit of the row, or that of its person, has left the subtree; if so it is wrong from now on."""
    unit, membership = units.get(row.data["unit"]), current.get(row.person_id or 0)
    places = [unit, membership.committee if membership else None]
    if all(place is None or place.path.startswith(top) for place in places):
        return False
    return _is_wrong(row, _("The unit is no longer one that you administer."))


def _is_stale(row: ChangeRow, current: dict[int, Membership], units: dict[int, Committee], taken: set[str]) -> bool:
    """Whether the row can no longer be applied; if so it is wrong from now on."""
    unit = units.get(row.data["unit"])
    if unit is None or not unit.exists_on(timezone.localdate()):
        return _is_wrong(row, _("The unit does not exist today. Please look at the unit and send the file again."))
    if row.person_id is None:
        code = row.data["code"]
        return (
            bool(code)
            and fold(code) in taken
            and _is_wrong(row, _("The code “%(text)s” cannot be used here.") % {"text": code})
        )
    membership = current.get(row.person_id)
    if membership is not None:
        now = values_of(membership)
        # The unit counts also where the row leaves it alone: who has moved meanwhile belongs to somebody else.
        read = {"unit": row.data["unit"], **row.before}
        if all(now[name] == value for name, value in read.items() if name in now):
            return False
    return _is_wrong(row, _("The person has been changed by someone else meanwhile. Please send the file again."))


def _is_wrong(row: ChangeRow, problem: str) -> bool:
    row.action = RowAction.WRONG
    row.problems = [problem]
    return True


def values_of(membership: Membership) -> dict[str, Any]:
    """What an import can change of a person, by the names of the fields of a row."""
    return {
        "unit": membership.committee_id,
        "group": membership.position_group_id,
        "position": membership.position,
        **{name: getattr(membership.cadre, name) for name in PERSON_FIELDS},
    }


def _create_people(rows: list[ChangeRow], change_set: ChangeSet, actor: User, usernames: Usernames) -> dict[int, int]:
    """Make the accounts; nobody can sign in to them before a first password is given. Row id to person id."""
    usernames.prepare([row.data["full_name"] for row in rows if not row.data["code"]])
    people = []
    for row in rows:
        user = User(
            username=row.data["code"] or usernames.free(row.data["full_name"]),
            full_name=row.data["full_name"],
            birth_year=row.data["birth_year"],
            email=row.data["email"],
            sorts_by=row.data["sorts_by"],
            is_demo=change_set.uploaded_by.is_demo,
            password=make_password(None),
        )
        user.derive_keys()
        people.append(user)
    User.objects.bulk_create(people, batch_size=BATCH)
    units = {user.pk: row.data["unit"] for row, user in zip(rows, people, strict=True)}
    record_many(
        action="person.created",
        actor=actor,
        reason=change_set.file_name,
        committee_id=lambda person: units[person.pk],
        changes=[(person, {}, masked_facts(person)) for person in people],
    )
    return {row.pk: user.pk for row, user in zip(rows, people, strict=True)}


def write_facts(rows: list[tuple[ChangeRow, dict[str, Any]]], *, actor: User, reason: str) -> None:
    """Give each person of the rows the facts that the row changes, as the values beside it have them."""
    changed, units, entries = [], {}, []
    for row, values in rows:
        fields = [name for name in PERSON_FIELDS if name in row.before]
        if not fields or row.person is None:
            continue
        before = {name: masked(name, getattr(row.person, name)) for name in fields}
        for name in fields:
            setattr(row.person, name, values[name])
        row.person.derive_keys()
        changed.append(row.person)
        units[row.person.pk] = row.data["unit"]
        entries.append((row.person, before, {name: masked(name, getattr(row.person, name)) for name in fields}))
    User.objects.bulk_update(changed, [*PERSON_FIELDS, "search_key", "sort_name"], batch_size=500)
    record_many(
        action="person.changed",
        actor=actor,
        reason=reason,
        committee_id=lambda person: units[person.pk],
        changes=entries,
    )


def _change_memberships(
    rows: list[ChangeRow],
    current: dict[int, Membership],
    units: dict[int, Committee],
    change_set: ChangeSet,
    actor: User,
    *,
    made: set[int],
) -> None:
    today = timezone.localdate()
    moving = [row for row in rows if row.pk in made or set(row.before) & set(MEMBERSHIP_FIELDS)]
    changes = [
        MembershipChange(
            cadre_id=row.person_id or 0,
            committee=units[row.data["unit"]],
            position_group=row.data["group"],
            position=row.data["position"],
            on=today,
        )
        for row in moving
    ]
    change_memberships(changes=changes, actor=actor, reason=change_set.file_name, amend=True)
    people = [row.person_id for row in moving]
    opened = dict(Membership.objects.filter(cadre__any_of=people, valid_to=None).values_list("cadre_id", "pk"))
    for row in moving:
        before = current.get(row.person_id or 0)
        row.trace = {"made": opened[row.person_id or 0], "ended": before.pk if before else None}
        if row.pk in made:
            row.trace["created"] = True
        elif before and before.pk == row.trace["made"]:
            was = {"committee": before.committee_id, "group": before.position_group_id, "position": before.position}
            row.trace |= {"ended": None, "was": was}


def _leave(rows: list[ChangeRow], change_set: ChangeSet, actor: User, top: str) -> None:
    """End the memberships of who is not in the file any more, as was chosen; not one made meanwhile."""
    today = timezone.localdate()
    current = _memberships(rows)
    problems = reasons_to_stay(list(current.values()), on=today, actor=actor)
    going = [row for row in rows if not (_stays(row, current, problems) or _is_outside(row, current, {}, top))]
    people = [row.person for row in going if row.person is not None]
    ended = leave_committees(cadres=people, on=today, actor=actor, reason=change_set.file_name)
    for row in going:
        row.trace = {"made": None, "ended": ended[row.person_id or 0].pk}


def _stays(row: ChangeRow, current: dict[int, Membership], problems: dict[int, str]) -> bool:
    """Whether the person cannot leave; if so the row is wrong from now on."""
    membership = current.get(row.person_id or 0)
    if membership is None or membership.committee_id != row.data["unit"]:
        return _is_wrong(row, _("The person has been changed by someone else meanwhile. Please send the file again."))
    problem = problems.get(membership.cadre_id, "")
    return bool(problem) and _is_wrong(row, problem)
