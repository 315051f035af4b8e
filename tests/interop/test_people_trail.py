"""What the audit trail says of a list of people: who was changed, in what, and that it was taken back."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from committees.domain.roles import grant_role
from committees.enums import Role
from interop.domain.people_import import apply_change_set, choose_row, confirm
from interop.enums import RowAction, RowChoice
from interop.models import ChangeSet
from operations.domain import audit
from operations.models import AuditEntry
from tests.committees.builders import member
from tests.interop.lists import Unit, apply, read, sheet, undo

pytestmark = pytest.mark.django_db

Written = list[tuple[str, str, dict[str, Any], dict[str, Any]]]


def trail(person: User, since: int) -> Written:
    own = AuditEntry.objects.filter(object_type="accounts.user", object_id=str(person.pk), pk__gt=since)
    return [(entry.action, entry.reason, entry.before, entry.after) for entry in own.order_by("pk")]


def last_entry() -> int:
    return AuditEntry.objects.latest("pk").pk


def changed_list(unit: Unit, tmp_path: Path, kept: User, moved: User) -> ChangeSet:
    rows: list[list[object]] = [
        [1, kept.username, "Phạm Thị Đã Sửa", "1971", "Đảng ủy xã Một", "Chuyên viên"],
        [2, moved.username, "Phạm Văn Chuyển", "", "Đảng ủy xã Hai", ""],
        [3, "CB300", "Trần Thị Mới", "1990", "Đảng ủy xã Hai", "Văn thư"],
    ]
    return read(unit, sheet(tmp_path, rows))


def test_each_person_has_entries_with_masked_values_and_undo_writes_the_reverse(unit: Unit, tmp_path: Path) -> None:
    kept, moved = member(unit.one, name="Phạm Thị Sửa"), member(unit.one, name="Phạm Văn Chuyển")
    change_set = changed_list(unit, tmp_path, kept, moved)
    since = last_entry()
    apply(unit, change_set)
    new = User.objects.get(username="CB300")
    facts = {"full_name": "P. T. S.", "birth_year": ""}, {"full_name": "P. T. Đ. S.", "birth_year": "19••"}
    assert trail(kept, since) == [("person.changed", "ds.xlsx", *facts)]
    [(action, _file, before, after)] = trail(moved, since)
    assert (action, before["unit"], after["unit"]) == ("committees.joined", unit.one.pk, unit.two.pk)
    made, joined = trail(new, since)
    assert made == ("person.created", "ds.xlsx", {}, {"full_name": "T. T. M.", "birth_year": "19••"})
    assert (joined[0], joined[3]["unit"], joined[3]["title"]) == ("committees.joined", unit.two.pk, "Văn thư")
    by_unit = AuditEntry.objects.filter(pk__gt=since, object_type="accounts.user")
    assert set(by_unit.values_list("committee_id", "actor_id")) == {
        (unit.one.pk, unit.admin.pk),
        (unit.two.pk, unit.admin.pk),
    }
    assert "Sửa" not in str([(entry.before, entry.after) for entry in by_unit])

    since = last_entry()
    undo(unit, change_set)
    assert trail(kept, since) == [("person.changed", "ds.xlsx", facts[1], facts[0])]
    [(action, _file, before, after)] = trail(moved, since)
    assert (action, before["unit"], after["unit"]) == ("committees.join_undone", unit.two.pk, unit.one.pk)
    assert [entry[0] for entry in trail(new, since)] == ["committees.join_undone", "person.deactivated"]


def test_who_left_by_a_list_is_named(unit: Unit, tmp_path: Path, client: Client) -> None:
    goes = member(unit.two, name="Lê Văn Đi")
    change_set = read(unit, sheet(tmp_path, [[1, "CB001", "Người Mới", "1990", "Đảng ủy xã Hai", ""]]))
    number = change_set.rows.get(action=RowAction.MISSING).number
    choose_row(change_set=change_set, number=number, choice=RowChoice.LEAVE, person_id=None, actor=unit.admin)
    since = last_entry()
    apply(unit, change_set)
    left = AuditEntry.objects.get(action="committees.left", pk__gt=since)
    assert (left.object_id, left.committee_id, left.before["unit"]) == (str(goes.pk), unit.two.pk, unit.two.pk)
    grant_role(user=unit.admin, role=Role.COMMITTEE_ADMIN, committee=unit.two, actor=None)
    client.force_login(unit.admin)
    page = client.get(reverse("audit_log"), {"viec": "committees.left"}).content.decode()
    assert "Ghi nhận người rời đơn vị" in page
    assert "Lê Văn Đi" in page
    assert "Đảng ủy xã Hai" in client.get(reverse("audit_entry", args=[left.pk])).content.decode()
    since = last_entry()
    undo(unit, change_set)
    assert trail(goes, since)[0][0] == "committees.join_undone"
    audit.seal()
    assert audit.verify_chain() == []


def test_a_long_list_takes_as_many_statements_as_a_short_one(unit: Unit, tmp_path: Path) -> None:
    counts = []
    for count, name in ((5, "Ít"), (60, "Nhiều")):
        known = [member(unit.one, name=f"Lê Văn {name}") for _n in range(count)]
        rows: list[list[object]] = [
            [1, person.username, f"Lê Thị {name}", "1980", "Đảng ủy xã Hai", ""] for person in known
        ]
        rows += [[1, f"{name}-{n}", f"Trần {name}", "1990", "Đảng ủy xã Hai", ""] for n in range(count)]
        change_set = read(unit, sheet(tmp_path, rows))
        confirm(change_set=change_set, actor=unit.admin)
        change_set.refresh_from_db()
        since = last_entry()
        with CaptureQueriesContext(connection) as asked:
            apply_change_set(change_set, actor=unit.admin)
        counts.append(len(asked))
        assert AuditEntry.objects.filter(pk__gt=since).count() == 4 * count
    # SQLite takes so many values in one statement that a longer list needs a few more.
    assert counts[1] - counts[0] < 10
