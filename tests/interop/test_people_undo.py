"""Taking a list of people back long after: who has left one's reach, what was put right by hand, what was assigned."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from committees.domain.memberships import MembershipChange, change_memberships, move_cadre
from committees.domain.posts import take_up_post
from committees.domain.roles import end_role, grant_role
from committees.domain.tree import move_committee
from committees.domain.undoing import MembershipUndo, undo_memberships
from committees.enums import Role
from committees.errors import CommitteeError
from committees.models import Committee, Membership
from interop.domain.change_sets import start_undo
from interop.domain.people_import import choose_row, confirm
from interop.domain.people_undo import dependences, undo_change_set
from interop.enums import ChangeSetState, RowAction, RowChoice
from interop.models import ChangeSet
from learning.domain.campaigns import open_campaign_of
from learning.domain.enrolments import enrol_many
from learning.domain.events import write_event
from learning.domain.merging import merge_people
from learning.enums import EnrolmentStatus, EventKind, ExemptReason
from learning.models import Enrolment
from operations.domain.integrity import check_all
from operations.domain.jobs import run_job
from operations.models import Job
from tests.committees.builders import member, units
from tests.factories import make_user
from tests.interop.lists import Unit, administrator, apply, read, sheet, undo
from tests.reports.builders import make_campaign

pytestmark = pytest.mark.django_db


def broken() -> list[str]:
    return [result.code for result in check_all() if result.findings]


def carry_away(unit: Unit, committee: Committee) -> None:
    """The unit belongs to the other province from today on."""
    move_committee(committee=committee, parent=unit.other_province, on=timezone.localdate(), actor=None)


def place(person: User, committee: Committee, position: str) -> None:
    """As the screen for one person does it, on the very day of the import."""
    change = MembershipChange(
        cadre_id=person.pk, committee=committee, position_group=4, position=position, on=timezone.localdate()
    )
    change_memberships(changes=[change], actor=None, amend=True)


def born(unit: Unit, name: str, year: int = 1970) -> User:
    person = member(unit.two, name=name)
    User.objects.filter(pk=person.pk).update(birth_year=year)
    return person


def moved_from_one_to_two(unit: Unit, tmp_path: Path, person: User) -> ChangeSet:
    row: list[object] = [1, person.username, person.full_name, "", unit.two.name, "Văn thư"]
    return apply(unit, read(unit, sheet(tmp_path, [row])))


def test_people_of_a_unit_that_has_moved_away_are_not_written_to(
    unit: Unit, tmp_path: Path, client_for: Callable[[User], Client]
) -> None:
    known = born(unit, "Phạm Thị Sửa")
    rows: list[list[object]] = [
        [1, "TT0020", "Lê Văn Mới", "1990", unit.two.name, "Văn thư"],
        [2, known.username, "Phạm Thị Sửa", "1971", unit.two.name, ""],
    ]
    change_set = apply(unit, read(unit, sheet(tmp_path, rows)))
    browser = client_for(administrator(unit))
    carry_away(unit, unit.two)
    browser.post(reverse("undo_change_set", args=[change_set.uuid]))
    run_job(Job.objects.get(kind="interop.undo").pk)
    change_set.refresh_from_db()
    new = User.objects.get(full_name="Lê Văn Mới")
    known.refresh_from_db()
    assert (change_set.state, new.username, new.is_active, known.birth_year) == (
        ChangeSetState.APPLIED, "TT0020", True, 1971
    )  # fmt: skip
    # They are another province's people by now: how many, but not who.
    assert "2 người hiện không thuộc đơn vị" in change_set.problem and "Sửa" not in change_set.problem
    national = make_user(full_name="Vũ Toàn Quốc")
    grant_role(user=national, role=Role.NATIONAL_ADMIN, committee=None, actor=None)
    assert dependences(change_set, national) == []


def test_who_was_moved_away_keeps_what_the_list_put_right(unit: Unit, tmp_path: Path) -> None:
    known = born(unit, "Phạm Thị Sửa")
    row: list[object] = [1, known.username, "Phạm Thị Sửa", "1971", unit.two.name, ""]
    change_set = apply(unit, read(unit, sheet(tmp_path, [row])))
    move_cadre(cadre=known, committee=unit.foreign, position_group=4, on=timezone.localdate(), actor=None)
    undo(unit, change_set)
    known.refresh_from_db()
    assert (change_set.state, known.birth_year) == (ChangeSetState.APPLIED, 1971)


def test_nobody_is_put_back_into_a_unit_of_others(unit: Unit, tmp_path: Path) -> None:
    moved = member(unit.one, name="Phạm Văn Chuyển")
    change_set = moved_from_one_to_two(unit, tmp_path, moved)
    administrator(unit)
    carry_away(unit, unit.one)
    undo(unit, change_set)
    assert "sẽ trở về đơn vị" in change_set.problem
    assert Membership.objects.get(cadre=moved, valid_to=None).committee == unit.two


def test_who_left_with_the_list_is_not_let_in_again_by_somebody_else(unit: Unit, tmp_path: Path) -> None:
    goes = member(unit.two, name="Lê Văn Đi")
    change_set = read(unit, sheet(tmp_path, [[1, "CB001", "Người Mới", "1990", unit.two.name, ""]]))
    number = change_set.rows.get(action=RowAction.MISSING).number
    choose_row(change_set=change_set, number=number, choice=RowChoice.LEAVE, person_id=None, actor=unit.admin)
    apply(unit, change_set)
    carry_away(unit, unit.two)
    undo(unit, change_set)
    goes.refresh_from_db()
    assert (change_set.state, goes.is_active) == (ChangeSetState.APPLIED, False)


def test_the_right_is_asked_again_while_the_work_goes_on(unit: Unit, tmp_path: Path) -> None:
    stays, goes = born(unit, "Phạm Thị Ở"), born(unit, "Phạm Thị Đi")
    rows: list[list[object]] = [
        [n, person.username, person.full_name, "1971", unit.two.name, ""] for n, person in enumerate((stays, goes), 1)
    ]
    change_set = apply(unit, read(unit, sheet(tmp_path, rows)))
    # The work has been stopped after the first of them.
    change_set.rows.filter(person=stays).update(undone_at=timezone.now())
    User.objects.filter(pk=stays.pk).update(birth_year=1970)
    move_cadre(cadre=goes, committee=unit.foreign, position_group=4, on=timezone.localdate(), actor=None)
    undo(unit, change_set)
    goes.refresh_from_db()
    assert goes.birth_year == 1971
    assert "không còn trong phạm vi quản trị" in change_set.rows.get(person=goes).problems[0]


def test_the_right_may_end_between_the_button_and_the_work(unit: Unit, tmp_path: Path) -> None:
    known = born(unit, "Phạm Thị Sửa")
    row: list[object] = [1, known.username, "Phạm Thị Sửa", "1971", unit.two.name, ""]
    change_set = apply(unit, read(unit, sheet(tmp_path, [row])))
    actor = administrator(unit)
    start_undo(change_set=change_set, actor=actor)
    end_role(grant=actor.role_grants.get(), actor=make_user(full_name="Vũ Toàn Quốc"))
    undo_change_set(change_set, actor=User.objects.get(pk=actor.pk))
    known.refresh_from_db()
    assert known.birth_year == 1971


def test_a_list_is_not_written_into_a_unit_that_has_moved_away(unit: Unit, tmp_path: Path) -> None:
    known, left_out, goes = (born(unit, f"Phạm Thị {name}") for name in ("Sửa", "Chuyển", "Đi"))
    rows: list[list[object]] = [
        [1, "TT0020", "Lê Văn Mới", "1990", unit.two.name, "Văn thư"],
        [2, known.username, "Phạm Thị Sửa", "1971", unit.two.name, ""],
        [3, left_out.username, "Phạm Thị Chuyển", "", unit.one.name, ""],
    ]
    change_set = read(unit, sheet(tmp_path, rows))
    number = change_set.rows.get(person=goes).number
    choose_row(change_set=change_set, number=number, choice=RowChoice.LEAVE, person_id=None, actor=unit.admin)
    carry_away(unit, unit.two)
    confirm(change_set=change_set, actor=administrator(unit))
    run_job(Job.objects.get(kind="interop.apply").pk)
    change_set.refresh_from_db()
    known.refresh_from_db()
    goes.refresh_from_db()
    assert (known.birth_year, goes.is_active) == (1970, True)
    assert not User.objects.filter(username="TT0020").exists()
    assert Membership.objects.get(cadre=left_out, valid_to=None).committee == unit.two
    problems = [row.problems for row in change_set.rows.filter(action=RowAction.WRONG)]
    assert problems == [["Đơn vị này không còn trong phạm vi được giao quản trị."]] * 4


@pytest.mark.parametrize("is_new", [False, True])
def test_what_was_put_right_by_hand_on_the_same_day_stands(unit: Unit, tmp_path: Path, is_new: bool) -> None:
    person = member(unit.one, name="Phạm Văn Chuyển")
    if is_new:
        row: list[object] = [1, "TT0020", "Lê Văn Mới", "1990", unit.two.name, "Văn thư"]
        change_set = apply(unit, read(unit, sheet(tmp_path, [row])))
        person = User.objects.get(username="TT0020")
    else:
        change_set = moved_from_one_to_two(unit, tmp_path, person)
    place(person, unit.two, "Chánh văn phòng")
    undo(unit, change_set)
    person.refresh_from_db()
    assert (change_set.state, person.is_active) == (ChangeSetState.APPLIED, True)
    assert person.full_name in change_set.problem
    now = Membership.objects.get(cadre=person, valid_to=None)
    assert (now.committee, now.position) == (unit.two, "Chánh văn phòng")


def test_the_acts_below_see_what_was_put_right_by_hand(unit: Unit, tmp_path: Path) -> None:
    person = member(unit.one, name="Phạm Văn Chuyển")
    trace = moved_from_one_to_two(unit, tmp_path, person).rows.get(person=person).trace
    place(person, unit.two, "Chánh văn phòng")
    wrote = {"committee": unit.two.pk, "group": 4, "position": "Văn thư"}
    undone = MembershipUndo(cadre_id=person.pk, made=trace["made"], ended=trace["ended"], wrote=wrote)
    with pytest.raises(CommitteeError):
        undo_memberships(undos=[undone], actor=None)


def test_what_a_wrong_unit_assigned_goes_with_it_and_comes_with_the_real_move(unit: Unit, tmp_path: Path) -> None:
    moved = member(unit.one, name="Phạm Văn Chuyển")
    of_both, of_two = make_campaign(unit.province), make_campaign(unit.two)
    enrol_many(
        campaign=of_both, memberships=list(Membership.objects.filter(cadre=moved)), actor=None, on=timezone.localdate()
    )
    change_set = moved_from_one_to_two(unit, tmp_path, moved)
    assert Enrolment.objects.get(cadre=moved, campaign=of_two).status == EnrolmentStatus.NOT_STARTED
    undo(unit, change_set)
    assert change_set.state == ChangeSetState.UNDONE
    wrong = Enrolment.objects.get(cadre=moved, campaign=of_two)
    assert (wrong.status, wrong.exempt_reason) == (EnrolmentStatus.EXEMPT, ExemptReason.MISTAKE)
    assert Enrolment.objects.get(cadre=moved, campaign=of_both).status == EnrolmentStatus.NOT_STARTED
    # What is only ever added to keeps the move and the way back.
    moves = Enrolment.objects.get(cadre=moved, campaign=of_both).events.filter(kind=EventKind.MOVED)
    assert [event.committee_at_id for event in moves] == [unit.two.pk, unit.one.pk]
    assert broken() == []
    place(moved, unit.two, "Văn thư")
    wrong.refresh_from_db()
    assert (wrong.status, wrong.exempt_reason) == (EnrolmentStatus.NOT_STARTED, "")
    assert broken() == []


def test_the_same_list_taken_back_twice_leaves_no_duty(unit: Unit, tmp_path: Path) -> None:
    moved = member(unit.one, name="Phạm Văn Chuyển")
    of_two = make_campaign(unit.two)
    for _time in range(2):
        change_set = moved_from_one_to_two(unit, tmp_path, moved)
        owed = Enrolment.objects.get(cadre=moved, campaign=of_two)
        assert owed.status == EnrolmentStatus.NOT_STARTED
        undo(unit, change_set)
        owed.refresh_from_db()
        assert (change_set.state, owed.exempt_reason) == (ChangeSetState.UNDONE, ExemptReason.MISTAKE)
    assert broken() == []


def test_a_duty_taken_back_is_no_inheritance_of_merged_records(unit: Unit, tmp_path: Path) -> None:
    """What is exempt as a mistake because another record stood for it is inherited; this never was anybody's."""
    moved, kept = member(unit.one, name="Phạm Văn Chuyển"), member(unit.one, name="Phạm Văn Chuyên")
    of_two = make_campaign(unit.two)
    undo(unit, moved_from_one_to_two(unit, tmp_path, moved))
    merge_people(closed=moved, kept=kept, actor=administrator(unit), reason="Một người hai hồ sơ")
    assert not Enrolment.objects.filter(cadre=kept, campaign=of_two).exists()
    assert broken() == []


def test_whom_a_list_made_stays_on_its_page_when_it_is_taken_back(
    unit: Unit, tmp_path: Path, client_for: Callable[[User], Client]
) -> None:
    rows: list[list[object]] = [[1, "CB001", "Người Mới", "1990", unit.one.name, ""]]
    change_set = apply(unit, read(unit, sheet(tmp_path, rows)))
    undo(unit, change_set)
    address = reverse("change_set", args=[change_set.uuid])
    page = client_for(administrator(unit)).get(f"{address}?loai=new").content.decode()
    assert "Người Mới" in page and "Không hiển thị" not in page


def test_a_refusal_names_nobody_who_has_left_the_unit_of_the_list(unit: Unit, tmp_path: Path) -> None:
    """It is kept with the list, where those of the unit read it; a national administrator reaches further than they."""
    moved = member(unit.one, name="Phạm Văn Chuyển")
    change_set = moved_from_one_to_two(unit, tmp_path, moved)
    carry_away(unit, unit.two)
    national = make_user()
    grant_role(user=national, role=Role.NATIONAL_ADMIN, committee=None, actor=None, reason="Bổ nhiệm")
    take_up_post(cadre=moved, committee=unit.one, position="Phó ban", valid_from=timezone.localdate(), actor=None)
    texts = [reason.sentence for reason in dependences(change_set, national)]
    assert any("kiêm nhiệm" in text for text in texts)
    assert not any(moved.full_name in text for text in texts)


def test_lists_are_taken_back_one_after_the_other(unit: Unit, tmp_path: Path) -> None:
    moved = member(unit.one, name="Phạm Văn Chuyển")
    first = moved_from_one_to_two(unit, tmp_path, moved)
    of_cell = make_campaign(units(unit.two, "Chi bộ 1", kind="cell")[0])
    row: list[object] = [1, moved.username, moved.full_name, "", "Chi bộ 1", "Văn thư"]
    second = apply(unit, read(unit, sheet(tmp_path, [row])))
    undo(unit, second)
    assert Enrolment.objects.get(cadre=moved, campaign=of_cell).status == EnrolmentStatus.EXEMPT
    undo(unit, first)
    assert (second.state, first.state) == (ChangeSetState.UNDONE, ChangeSetState.UNDONE)
    assert Membership.objects.get(cadre=moved, valid_to=None).committee == unit.one


def test_what_one_had_chosen_is_a_choice_again(unit: Unit, tmp_path: Path) -> None:
    moved = member(unit.one, name="Phạm Văn Chuyển")
    of_two = make_campaign(unit.two)
    chosen = open_campaign_of(of_two.course)
    here = list(Membership.objects.filter(cadre=moved))
    enrol_many(campaign=chosen, memberships=here, actor=moved, on=timezone.localdate())
    change_set = moved_from_one_to_two(unit, tmp_path, moved)
    assert Enrolment.objects.get(cadre=moved).campaign == of_two
    undo(unit, change_set)
    own = Enrolment.objects.get(cadre=moved)
    assert (own.campaign, own.status, own.due_on) == (chosen, EnrolmentStatus.NOT_STARTED, None)
    assert broken() == []


def test_who_has_begun_what_the_wrong_unit_assigned_is_not_moved_back(unit: Unit, tmp_path: Path) -> None:
    moved = member(unit.one, name="Phạm Văn Chuyển")
    of_two = make_campaign(unit.two)
    change_set = moved_from_one_to_two(unit, tmp_path, moved)
    begun = Enrolment.objects.get(cadre=moved, campaign=of_two)
    write_event(begun, EventKind.STARTED, day=timezone.localdate())
    undo(unit, change_set)
    assert "đã học" in change_set.problem
    assert Membership.objects.get(cadre=moved, valid_to=None).committee == unit.two


def test_a_post_taken_up_since_stands_in_the_way(unit: Unit, tmp_path: Path) -> None:
    moved = member(unit.one, name="Phạm Văn Chuyển")
    change_set = moved_from_one_to_two(unit, tmp_path, moved)
    take_up_post(cadre=moved, committee=unit.one, position="Phó ban", valid_from=timezone.localdate(), actor=None)
    undo(unit, change_set)
    assert change_set.problem == "1 người đã được ghi thêm chức vụ kiêm nhiệm (Phạm Văn Chuyển)."


@pytest.mark.parametrize("is_kept", [False, True])
def test_a_record_made_one_with_another_since_stands_in_the_way(unit: Unit, tmp_path: Path, is_kept: bool) -> None:
    known, other = born(unit, "Phạm Thị Sửa"), born(unit, "Phạm Thị Sưa")
    row: list[object] = [1, known.username, "Phạm Thị Sửa", "1971", unit.two.name, ""]
    change_set = apply(unit, read(unit, sheet(tmp_path, [row])))
    closed, kept = (other, known) if is_kept else (known, other)
    merge_people(closed=closed, kept=kept, actor=administrator(unit), reason="Một người hai hồ sơ")
    undo(unit, change_set)
    known.refresh_from_db()
    assert "gộp với hồ sơ khác" in change_set.problem
    assert known.birth_year == 1971


def test_a_long_undo_takes_as_many_statements_as_a_short_one(unit: Unit, tmp_path: Path) -> None:
    counts = []
    for count, name in ((5, "Ít"), (60, "Nhiều")):
        people = [member(unit.one, name=f"Lê Văn {name}") for _n in range(count)]
        rows: list[list[object]] = [
            [1, person.username, person.full_name, "1980", unit.two.name, ""] for person in people
        ]
        change_set = apply(unit, read(unit, sheet(tmp_path, rows)))
        actor = administrator(unit)
        start_undo(change_set=change_set, actor=actor)
        with CaptureQueriesContext(connection) as asked:
            undo_change_set(change_set, actor=actor)
        counts.append(len(asked))
        change_set.refresh_from_db()
        assert change_set.state == ChangeSetState.UNDONE
    assert counts[1] - counts[0] < 10


def test_the_page_names_nobody_who_has_moved_away(
    unit: Unit, tmp_path: Path, client_for: Callable[[User], Client]
) -> None:
    for name in ("Lê Văn Xa", "Nguyễn Văn Đức"):
        member(unit.two, name=name)
    stays = member(unit.one, name="Lê Văn Gần")
    rows: list[list[object]] = [
        [1, "CB001", "Người Mới", "1990", unit.one.name, ""],
        [2, "CB002", "Người Khác", "1990", unit.two.name, ""],
        [3, "MOI001", "Nguyễn Văn Đức", "", unit.two.name, ""],
    ]
    change_set = read(unit, sheet(tmp_path, rows))
    browser = client_for(administrator(unit))
    address = reverse("change_set", args=[change_set.uuid])

    def page(action: str) -> str:
        return browser.get(f"{address}?loai={action}").content.decode()

    assert "Lê Văn Xa" in page("missing")
    username = User.objects.get(full_name="Nguyễn Văn Đức").username
    assert username in page("duplicate")
    carry_away(unit, unit.two)
    shown = page("missing")
    assert "Lê Văn Xa" not in shown and stays.full_name in shown
    assert "Không hiển thị 1 dòng" in shown
    assert username not in page("duplicate")
    # Nor does the answer to a decision about such a row.
    far = change_set.rows.get(person__full_name="Lê Văn Xa")
    answer = browser.post(
        reverse("choose_rows", args=[change_set.uuid]), {f"row-{far.number}": RowChoice.LEAVE.value}, follow=True
    )
    far.refresh_from_db()
    assert far.choice == "" and "Lê Văn Xa" not in answer.content.decode()


def test_a_file_of_people_is_not_given_out_once_one_of_its_units_has_moved_away(
    unit: Unit, client_for: Callable[[User], Client]
) -> None:
    member(unit.two, name="Lê Văn Xa")
    browser = client_for(administrator(unit))
    browser.post(reverse("export_people", args=[unit.province.uuid]))
    job = Job.objects.get(kind="interop.export_people")
    run_job(job.pk)
    address = reverse("job_file", args=[job.uuid])
    assert browser.get(address).status_code == 200
    carry_away(unit, unit.two)
    assert browser.get(address).status_code == 404
