"""One person added in a form, and one corrected or moved: what an import of one row would do, and nothing beside it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.domain.people import change_person, deactivate_person
from accounts.models import User
from committees.domain.corrections import ask_correction
from committees.domain.memberships import current_membership
from committees.domain.queries.places import full_name
from committees.domain.roles import grant_role
from committees.domain.tree import close_committee
from committees.enums import Role
from committees.models import Membership
from interop.domain.one_person import PersonEntry, add_person, state_of
from operations.models import AuditEntry
from tests.committees.builders import member, units
from tests.learning.builders import World

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
# Of one person added and one corrected: session, person, roles, unit, locks, checks, writes and their audit entries.
MOST_STATEMENTS = 52


def _adding(world: World) -> str:
    return f"/don-vi/{world.province.uuid}/can-bo/them/"


def _editing(world: World, person: User) -> str:
    return f"/don-vi/{world.province.uuid}/can-bo/{person.pk}/"


def _new(**more: Any) -> dict[str, Any]:
    return {
        "full_name": "Đỗ Thị Mới", "birth_year": "1990", "unit": "Đảng ủy xã Một", "group": "4",
        "position": "Chuyên viên", **more,
    }  # fmt: skip


def _known(person: User, **more: Any) -> dict[str, Any]:
    """What the form of this person says when it is opened, with what is typed over it."""
    membership = current_membership(User.objects.get(pk=person.pk))
    assert membership is not None
    cadre = membership.cadre
    return {
        "full_name": cadre.full_name, "birth_year": cadre.birth_year or "", "email": cadre.email,
        "sorts_by": cadre.sorts_by, "unit": full_name(membership.committee), "group": membership.position_group_id,
        "position": membership.position, "seen": state_of(membership), **more,
    }  # fmt: skip


def _place(person: User) -> Membership:
    membership = current_membership(person)
    assert membership is not None
    return membership


def test_a_person_is_added_and_gets_a_slip(world: World, client_for: SignIn) -> None:
    browser = client_for(world.admin)
    answer = browser.post(_adding(world), _new(email="moi@mau.example", sorts_by="Thị"))
    person = User.objects.get(full_name="Đỗ Thị Mới")
    assert answer.headers["Location"] == f"{_adding(world)}?vua-them={person.pk}"
    assert (person.username, person.birth_year, person.email) == ("moi.dothi", 1990, "moi@mau.example")
    assert person.sorts_by == "Thị"
    assert not person.has_usable_password()
    assert not person.is_demo
    place = _place(person)
    assert (place.committee, place.position_group_id, place.position) == (world.communes[0], 4, "Chuyên viên")
    assert place.valid_from == timezone.localdate()
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "Đã thêm Đỗ Thị Mới. Tên đăng nhập: moi.dothi." in page
    assert "In phiếu mật khẩu lần đầu" in page
    slips = browser.post(f"/don-vi/{world.province.uuid}/phieu-mat-khau/", {"who": "chosen", "person": person.pk})
    assert slips.status_code == 302


def test_the_unit_is_the_one_of_the_list_unless_another_is_named(world: World, client_for: SignIn) -> None:
    browser = client_for(world.admin)
    offered = browser.get(_adding(world)).context["form"]["unit"].value()
    assert browser.post(_adding(world), _new(unit=offered)).status_code == 302
    assert _place(User.objects.get(full_name="Đỗ Thị Mới")).committee == world.province


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_written(world: World, client_for: SignIn) -> None:
    browser = client_for(world.admin)
    before = User.objects.count()
    for typed, said in (
        ({"full_name": ""}, "Đề nghị nhập nội dung này"),
        ({"full_name": "Nguyễn 5"}, "không giống họ tên"),
        ({"birth_year": "2024"}, "không phải năm sinh"),
        ({"email": "khong-phai"}, "không phải địa chỉ thư điện tử"),
        ({"code": "a b"}, "chỉ được gồm chữ, số"),
        ({"unit": world.far_province.name}, "Không có đơn vị"),
        ({"unit": "Đảng ủy xã Không Có"}, "Không có đơn vị"),
        ({"group": "99"}, "không có trong danh sách"),
        ({"full_name": "NguyÔn V¨n Phông"}, "bảng mã cũ"),
    ):
        page = browser.post(_adding(world), _new(**typed))
        assert page.status_code == 422, typed
        assert said in page.content.decode(), (typed, page.context["form"].errors)
    assert User.objects.count() == before


def test_units_called_alike_are_told_apart_by_the_unit_above(world: World, client_for: SignIn) -> None:
    cells = [units(commune, "Chi bộ 1", kind="cell")[0] for commune in world.communes]
    browser = client_for(world.admin)
    refused = browser.post(_adding(world), _new(unit="Chi bộ 1"))
    assert "cần ghi kèm đơn vị cấp trên" in refused.content.decode()
    browser.post(_adding(world), _new(unit="Chi bộ 1, Đảng ủy xã Hai"))
    assert _place(User.objects.get(full_name="Đỗ Thị Mới")).committee == cells[1]


def test_a_code_that_is_taken_anywhere_is_refused_in_the_same_words(world: World, client_for: SignIn) -> None:
    browser = client_for(world.admin)
    told = []
    for holder in (world.cadre, world.far):
        page = browser.post(_adding(world), _new(code=holder.username.upper()))
        assert page.status_code == 422
        assert holder.full_name not in page.content.decode()
        told.append(page.context["form"].errors["code"][0].replace(holder.username.upper(), "MÃ"))
    assert told == ["Mã “MÃ” không dùng được ở đây."] * 2


def test_whom_the_new_one_may_be_is_shown_and_confirmed(world: World, client_for: SignIn) -> None:
    User.objects.filter(pk=world.cadre.pk).update(birth_year=1990)
    browser = client_for(world.admin)
    typed = _new(full_name=world.cadre.full_name)
    page = browser.post(_adding(world), typed)
    assert page.status_code == 422
    text = page.content.decode()
    assert world.cadre.username in text and "Đây là người khác" in text
    # Ticked for somebody else is not ticked for this one.
    assert browser.post(_adding(world), typed | {"others": str(world.other.pk)}).status_code == 422
    assert browser.post(_adding(world), typed | {"others": str(world.cadre.pk)}).status_code == 302
    assert User.objects.filter(full_name=world.cadre.full_name).count() == 2


def test_nobody_outside_the_subtree_is_shown_as_alike(world: World, client_for: SignIn) -> None:
    User.objects.filter(pk=world.far.pk).update(birth_year=1990)
    answer = client_for(world.admin).post(_adding(world), _new(full_name=world.far.full_name))
    assert answer.status_code == 302


@pytest.mark.parametrize("is_demo", [True, False])
def test_people_added_by_the_demonstration_are_of_the_demonstration(world: World, *, is_demo: bool) -> None:
    world.admin.is_demo = is_demo
    entry = PersonEntry(
        full_name="Đỗ Thị Mới", sorts_by="", birth_year=None, email="", unit=world.province.pk, group=4, position=""
    )
    assert add_person(entry=entry, code="", within=world.province, actor=world.admin).is_demo is is_demo


def test_facts_are_put_right_behind_a_mask(world: World, client_for: SignIn) -> None:
    browser = client_for(world.admin)
    assert "Lý do" in browser.get(_editing(world, world.cadre)).content.decode()
    typed = _known(world.cadre, full_name="Nguyễn Văn Hộc", birth_year="05/09/1985", reason="Theo căn cước công dân")
    answer = browser.post(_editing(world, world.cadre), typed)
    assert answer.headers["Location"] == f"/don-vi/{world.province.uuid}/can-bo/?q={world.cadre.username}"
    world.cadre.refresh_from_db()
    assert (world.cadre.full_name, world.cadre.birth_year) == ("Nguyễn Văn Hộc", 1985)
    assert "Đã lưu thông tin của Nguyễn Văn Hộc." in browser.get(answer.headers["Location"]).content.decode()
    (entry,) = AuditEntry.objects.filter(actor=world.admin)
    assert (entry.action, entry.object_id) == ("person.changed", str(world.cadre.pk))
    assert entry.committee_id == world.communes[0].pk
    assert (entry.before, entry.after) == (
        {"birth_year": "", "full_name": "N. V. H."},
        {"birth_year": "19••", "full_name": "N. V. H."},
    )
    assert entry.reason == "Theo căn cước công dân"


def test_adding_leaves_two_entries_of_the_unit_joined(world: World, client_for: SignIn) -> None:
    client_for(world.admin).post(_adding(world), _new())
    person = User.objects.get(full_name="Đỗ Thị Mới")
    made, joined = AuditEntry.objects.filter(actor=world.admin).order_by("pk")
    assert (made.action, joined.action) == ("person.created", "committees.joined")
    assert {made.object_id, joined.object_id} == {str(person.pk)}
    assert {made.committee_id, joined.committee_id} == {world.communes[0].pk}
    assert made.after == {"full_name": "Đ. T. M.", "birth_year": "19••"}


def test_a_move_within_the_subtree_holds_from_today(world: World, client_for: SignIn) -> None:
    before = _place(world.cadre)
    typed = _known(world.cadre, unit="Đảng ủy xã Hai", group="3", position="Trưởng phòng", reason="Quyết định 12")
    assert client_for(world.admin).post(_editing(world, world.cadre), typed).status_code == 302
    now = _place(world.cadre)
    assert (now.committee, now.position_group_id, now.position) == (world.communes[1], 3, "Trưởng phòng")
    assert now.valid_from == timezone.localdate()
    before.refresh_from_db()
    assert before.valid_to == timezone.localdate() - timedelta(days=1)
    (entry,) = AuditEntry.objects.filter(actor=world.admin)
    assert (entry.action, entry.committee_id) == ("committees.joined", world.communes[1].pk)
    assert (entry.before["unit"], entry.after["unit"]) == (world.communes[0].pk, world.communes[1].pk)
    assert entry.reason == "Quyết định 12"


def test_what_was_entered_today_is_put_right_today(world: World, client_for: SignIn) -> None:
    browser = client_for(world.admin)
    browser.post(_adding(world), _new())
    person = User.objects.get(full_name="Đỗ Thị Mới")
    assert browser.post(_editing(world, person), _known(person, unit="Đảng ủy xã Hai")).status_code == 302
    assert [place.committee for place in Membership.objects.filter(cadre=person)] == [world.communes[1]]


def test_a_move_to_outside_is_refused(world: World, client_for: SignIn) -> None:
    page = client_for(world.admin).post(_editing(world, world.cadre), _known(world.cadre, unit=world.far_province.name))
    assert page.status_code == 422
    assert "trong phạm vi được giao quản trị" in page.content.decode()
    assert _place(world.cadre).committee == world.communes[0]


def test_a_move_reaches_all_that_one_administers_from_any_list(world: World, client_for: SignIn) -> None:
    """From the list of the commune to the commune beside it; the list one came from then has the person no more."""
    address = f"/don-vi/{world.communes[0].uuid}/can-bo/{world.cadre.pk}/"
    answer = client_for(world.admin).post(address, _known(world.cadre, unit="Đảng ủy xã Hai"))
    assert answer.headers["Location"] == f"/don-vi/{world.communes[0].uuid}/can-bo/"
    assert _place(world.cadre).committee == world.communes[1]


def test_a_closed_unit_is_joined_by_nobody(world: World, client_for: SignIn) -> None:
    (closed,) = units(world.province, "Đảng ủy xã Đã Đóng")
    close_committee(committee=closed, on=timezone.localdate(), actor=None, reason="sáp nhập")
    browser = client_for(world.admin)
    for address, typed in (
        (_adding(world), _new(unit=closed.name)),
        (_editing(world, world.cadre), _known(world.cadre, unit=closed.name)),
    ):
        assert browser.post(address, typed).status_code == 422
    assert browser.get(f"/don-vi/{closed.uuid}/can-bo/them/").status_code == 404
    assert browser.get(f"/don-vi/{closed.uuid}/can-bo/{world.cadre.pk}/").status_code == 404


def test_a_form_that_is_out_of_date_saves_nothing_and_shows_what_is_known_now(world: World, client_for: SignIn) -> None:
    browser = client_for(world.admin)
    typed = _known(world.cadre, full_name="Nguyễn Văn Hai", reason="Sửa theo căn cước")
    change_person(person=User.objects.get(pk=world.cadre.pk), changes={"birth_year": 1971}, actor=None)
    page = browser.post(_editing(world, world.cadre), typed)
    assert page.status_code == 422
    text = page.content.decode()
    assert "đã được người khác sửa sau khi mở trang" in text
    assert page.context["form"].differing() == [
        ("Họ và tên", "Nguyễn Văn Học", "Nguyễn Văn Hai"),
        ("Năm sinh", "1971", ""),
    ]
    assert 'value="Nguyễn Văn Hai"' in text and "Sửa theo căn cước" in text
    assert User.objects.get(pk=world.cadre.pk).full_name == "Nguyễn Văn Học"
    # Whoever has seen it saves on it.
    again = typed | {"seen": page.context["seen"], "birth_year": "1971"}
    assert browser.post(_editing(world, world.cadre), again).status_code == 302
    saved = User.objects.get(pk=world.cadre.pk)
    assert (saved.full_name, saved.birth_year) == ("Nguyễn Văn Hai", 1971)


def test_facts_and_place_are_saved_together_or_not_at_all(world: World, client_for: SignIn) -> None:
    """The unit begins tomorrow, which is found out last."""
    (later,) = units(world.province, "Đảng ủy xã Ngày Mai", since=timezone.localdate() + timedelta(days=1))
    typed = _known(world.cadre, full_name="Nguyễn Văn Hai", unit=later.name)
    page = client_for(world.admin).post(_editing(world, world.cadre), typed)
    assert page.status_code == 422
    assert page.context["form"].non_field_errors()
    assert User.objects.get(pk=world.cadre.pk).full_name == "Nguyễn Văn Học"
    assert not AuditEntry.objects.filter(actor=world.admin).exists()


def test_nothing_changed_is_said(world: World, client_for: SignIn) -> None:
    browser = client_for(world.admin)
    answer = browser.post(_editing(world, world.cadre), _known(world.cadre), follow=True)
    assert "Không có gì thay đổi" in answer.content.decode()
    assert not AuditEntry.objects.filter(actor=world.admin).exists()


def test_whoever_holds_a_role_is_corrected_and_moved_as_by_a_list(world: World, client_for: SignIn) -> None:
    """A list refuses them their leaving alone; the role stays where it is."""
    grant = grant_role(user=world.other, role=Role.COMMITTEE_REVIEWER, committee=world.communes[0], actor=None)
    typed = _known(world.other, birth_year="1979", unit="Đảng ủy xã Hai")
    assert client_for(world.admin).post(_editing(world, world.other), typed).status_code == 302
    grant.refresh_from_db()
    assert grant.valid_to is None and grant.committee == world.communes[0]
    assert _place(world.other).committee == world.communes[1]


def test_whoever_does_not_administer_finds_nothing(world: World, client_for: SignIn) -> None:
    reviewer = member(world.communes[0], name="Vũ Thị Xem")
    grant_role(user=reviewer, role=Role.COMMITTEE_REVIEWER, committee=world.province, actor=None)
    for browser, address in (
        (client_for(reviewer), _adding(world)),
        (client_for(reviewer), _editing(world, world.cadre)),
        (client_for(world.cadre), _editing(world, world.cadre)),
        (client_for(world.admin), _editing(world, world.far)),
        (client_for(world.admin), f"/don-vi/{world.far_province.uuid}/can-bo/{world.cadre.pk}/"),
    ):
        assert browser.get(address).status_code == 404
        refused = AuditEntry.objects.filter(action="access.refused").count()
        assert browser.post(address, _known(world.cadre)).status_code == 404
        assert AuditEntry.objects.filter(action="access.refused").count() == refused + 1
    assert User.objects.get(pk=world.far.pk).full_name == world.far.full_name


def test_an_account_that_is_closed_is_not_corrected(world: World, client_for: SignIn) -> None:
    deactivate_person(person=world.cadre, actor=None, reason="thử")
    browser = client_for(world.admin)
    assert browser.get(_editing(world, world.cadre)).status_code == 404
    people = browser.get(f"/don-vi/{world.province.uuid}/can-bo/").content.decode()
    assert f'"{_editing(world, world.cadre)}"' not in people
    assert f'"{_editing(world, world.other)}"' in people


def test_a_request_for_correction_leads_to_the_form(world: World, client_for: SignIn) -> None:
    request = ask_correction(person=world.cadre, about="account", text="Năm sinh ghi sai.")
    browser = client_for(world.admin)
    address = f"/don-vi/{world.communes[0].uuid}/can-bo/{world.cadre.pk}/"
    page = browser.get(f"/don-vi/dinh-chinh/{request.uuid}/").content.decode()
    assert f'href="{address}"' in page and "Sửa thông tin của người này" in page
    assert browser.get(address).status_code == 200
    deactivate_person(person=world.cadre, actor=None, reason="thử")
    assert address not in browser.get(f"/don-vi/dinh-chinh/{request.uuid}/").content.decode()


def test_a_save_takes_as_many_statements_however_many_units_there_are(world: World, client_for: SignIn) -> None:
    browser = client_for(world.admin)
    counts = []
    for number in range(2):
        known = _known(world.cadre, position=f"Văn thư {number}")
        with CaptureQueriesContext(connection) as asked:
            assert browser.post(_adding(world), _new(full_name=f"Đỗ Thị M{'ơi' * (number + 1)}")).status_code == 302
            assert browser.post(_editing(world, world.cadre), known).status_code == 302
        counts.append(len([q for q in asked.captured_queries if not q["sql"].startswith(("BEGIN", "SAVE", "REL"))]))
        units(world.province, *(f"Đảng ủy xã Thêm {n}" for n in range(30)))
    assert counts[1] <= counts[0] <= MOST_STATEMENTS, counts
