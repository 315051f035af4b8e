"""Acts by two persons: nothing happens before another person says so, and then exactly once."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.test import Client

from accounts.models import User
from operations.domain import approval_kinds
from operations.domain.approvals import (
    approvals_decided_by,
    approvals_seen_by,
    approvals_waiting_for,
    approve,
    expire_approvals,
    propose,
    refuse,
    withdraw,
)
from operations.domain.notices import Notices
from operations.domain.personal_data import personal_data
from operations.enums import ApprovalState
from operations.errors import ApprovalError
from operations.models import Approval, ApprovalDecision, AuditEntry
from operations.tasks import expire_approvals as expire_task
from portal.views.approvals import MINE
from tests.factories import make_user
from tests.operations.builders import KIND_RENAME, register_rename
from tests.portal.test_learner_pages import statements

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


@pytest.fixture(autouse=True)
def kind() -> Iterator[None]:
    """Whoever is called Quyết decides."""
    register_rename(lambda user: Q() if user.full_name.startswith("Quyết") else None)
    yield
    approval_kinds._kinds.pop(KIND_RENAME)


@pytest.fixture
def asker() -> User:
    return make_user(full_name="Quyết Đề Nghị")


@pytest.fixture
def decider() -> User:
    return make_user(full_name="Quyết Định")


@pytest.fixture
def target() -> User:
    return make_user(full_name="Tên Cũ")


def ask(asker: User, target: User, name: str = "Tên Mới") -> Approval:
    return propose(kind=KIND_RENAME, target=target, parameters={"name": name}, reason="ghi sai tên", actor=asker)


def name_of(person: User) -> str:
    return User.objects.values_list("full_name", flat=True).get(pk=person.pk)


def actions(approval: Approval) -> list[str]:
    entries = AuditEntry.objects.filter(object_type="operations.approval", object_id=str(approval.pk))
    return list(entries.order_by("pk").values_list("action", flat=True))


def test_it_happens_only_when_a_second_person_approves(asker: User, decider: User, target: User) -> None:
    approval = ask(asker, target)
    assert (name_of(target), approval.state) == ("Tên Cũ", ApprovalState.ASKED)
    decision = approve(approval=approval, actor=decider, reason="đúng giấy tờ")
    approval = Approval.objects.get(pk=approval.pk)
    assert (name_of(target), approval.state) == ("Tên Mới", ApprovalState.APPROVED)
    assert decision.outcome == {"person": target.pk}
    assert actions(approval) == ["approval.asked", "approval.approved"]


def test_nobody_decides_on_what_they_proposed_themselves(asker: User, decider: User, target: User) -> None:
    approval = ask(asker, target)
    with pytest.raises(ApprovalError, match="không thuộc quyền"):
        approve(approval=approval, actor=asker)
    stranger = make_user()
    with pytest.raises(ApprovalError, match="không thuộc quyền"):
        approve(approval=approval, actor=stranger)
    assert name_of(target) == "Tên Cũ"
    assert not ApprovalDecision.objects.exists()
    approve(approval=approval, actor=decider)
    assert name_of(target) == "Tên Mới"


def test_the_first_decision_is_the_only_one(asker: User, decider: User, target: User) -> None:
    approval = ask(asker, target)
    refuse(approval=approval, actor=decider, reason="thiếu căn cứ")
    for second in (
        lambda: approve(approval=approval, actor=decider),
        lambda: refuse(approval=approval, actor=decider, reason="lại"),
        lambda: withdraw(approval=approval, actor=asker),
    ):
        with pytest.raises(ApprovalError, match="đã được quyết định"):
            second()
    assert name_of(target) == "Tên Cũ"
    assert Approval.objects.get(pk=approval.pk).state == ApprovalState.REFUSED


def test_a_refusal_and_a_proposal_say_why(asker: User, decider: User, target: User) -> None:
    with pytest.raises(ApprovalError, match="lý do"):
        propose(kind=KIND_RENAME, target=target, parameters={"name": "X"}, reason="  ", actor=asker)
    with pytest.raises(ApprovalError, match="không thuộc quyền"):
        propose(kind=KIND_RENAME, target=target, parameters={}, reason="thử", actor=asker)
    approval = ask(asker, target)
    with pytest.raises(ApprovalError, match="lý do"):
        refuse(approval=approval, actor=decider, reason=" ")
    assert approval.state == ApprovalState.ASKED


def test_one_proposal_about_a_thing_waits_at_a_time(asker: User, decider: User, target: User) -> None:
    first = ask(asker, target)
    with pytest.raises(ApprovalError, match="đang chờ"):
        ask(decider, target)
    withdraw(approval=first, actor=asker, reason="nhầm người")
    with pytest.raises(ApprovalError, match="không thuộc quyền"):
        withdraw(approval=ask(decider, target), actor=asker)


def test_what_has_changed_since_cannot_be_approved(asker: User, decider: User, target: User) -> None:
    approval = ask(asker, target)
    User.objects.filter(pk=target.pk).update(full_name="Tên Khác")
    with pytest.raises(ApprovalError, match="đã thay đổi"):
        approve(approval=approval, actor=decider)
    assert name_of(target) == "Tên Khác"
    assert Approval.objects.get(pk=approval.pk).state == ApprovalState.ASKED
    User.objects.filter(pk=target.pk).update(full_name="Tên Cũ")
    approve(approval=approval, actor=decider)
    assert name_of(target) == "Tên Mới"


def test_an_act_that_fails_leaves_neither_itself_nor_its_decision(asker: User, decider: User, target: User) -> None:
    approval = ask(asker, target, "cấm")
    with pytest.raises(ApprovalError, match="không dùng được"):
        approve(approval=approval, actor=decider)
    assert name_of(target) == "Tên Cũ"
    assert not ApprovalDecision.objects.exists()
    assert actions(approval) == ["approval.asked"]


def test_time_runs_out(asker: User, decider: User, target: User) -> None:
    approval = ask(asker, target)
    later = approval.expires_at + timedelta(seconds=1)
    assert approval.state_at(later) == ApprovalState.EXPIRED
    assert not approvals_waiting_for(decider, later).exists()
    assert expire_approvals(now=approval.expires_at - timedelta(seconds=1)) == 0
    assert expire_approvals(now=later) == 1
    assert expire_approvals(now=later) == 0
    with pytest.raises(ApprovalError, match="đã được quyết định"):
        approve(approval=approval, actor=decider)
    assert actions(approval) == ["approval.asked", "approval.expired"]
    expire_task()


def test_the_record_only_grows(asker: User, decider: User, target: User) -> None:
    approval = ask(asker, target)
    approve(approval=approval, actor=decider)
    for change in (
        lambda: Approval.objects.filter(pk=approval.pk).update(reason="khác"),
        lambda: Approval.objects.filter(pk=approval.pk).delete(),
        lambda: ApprovalDecision.objects.update(state="refused"),
    ):
        with pytest.raises(Exception) as raised, transaction.atomic():
            change()
        assert isinstance(raised.value, IntegrityError) or "protected" in str(raised.value)


def test_lists_hold_only_what_concerns_a_person(asker: User, decider: User, target: User) -> None:
    approval = ask(asker, target)
    assert list(approvals_waiting_for(decider)) == [approval]
    assert list(approvals_waiting_for(asker)) == []
    assert list(approvals_seen_by(asker)) == [approval]
    assert list(approvals_decided_by(target)) == list(approvals_seen_by(target)) == []
    approve(approval=approval, actor=decider)
    assert list(approvals_waiting_for(decider)) == []
    assert list(approvals_seen_by(decider)) == [approval]


def test_both_are_told(asker: User, decider: User, target: User) -> None:
    approval = ask(asker, target)

    def titles(person: User) -> list[str]:
        return [dated.notice.title for dated in Notices(person)[0:9]]

    assert titles(decider) == ["Chờ phê duyệt: Đổi tên người dùng"]
    assert titles(asker) == titles(target) == []
    refuse(approval=approval, actor=decider, reason="thiếu căn cứ")
    assert titles(decider) == []
    assert titles(asker) == ["Không phê duyệt: Đổi tên người dùng"]
    sections = dict(personal_data(asker))
    assert [row[1:4] for row in sections["approvals"].rows] == [("Đổi tên người dùng", "đề nghị", "không phê duyệt")]


def test_the_pages_show_the_effect_and_take_the_decision(
    client_for: ClientFor, asker: User, decider: User, target: User
) -> None:
    approval = ask(asker, target)
    address = f"/phe-duyet/{approval.uuid}/"
    page = client_for(decider).get(address).content.decode()
    for words in ("Đổi họ và tên thành Tên Mới", "Tên Cũ", "Không hoàn tác được.", "ghi sai tên", "Quyết Đề Nghị"):
        assert words in page
    own = client_for(asker)
    assert 'value="approved"' not in own.get(address).content.decode()
    assert own.post(address, {"decision": "approved"}).status_code == 422
    assert Approval.objects.get(pk=approval.pk).state == ApprovalState.ASKED
    assert own.post(address, {"reason": ""}).status_code == 302
    assert name_of(target) == "Tên Cũ"
    assert Approval.objects.get(pk=approval.pk).state == ApprovalState.WITHDRAWN
    assert client_for(target).get(address).status_code == 404
    second = ask(asker, target)
    address = f"/phe-duyet/{second.uuid}/"
    unclear = client_for(decider).post(address, {"decision": "refused", "reason": ""})
    assert unclear.status_code == 422
    assert "phải nêu lý do" in unclear.content.decode()
    assert client_for(decider).post(address, {"decision": "approved"}).status_code == 302
    assert name_of(target) == "Tên Mới"


def test_a_list_costs_the_same_for_three_as_for_thirty(client_for: ClientFor, asker: User, decider: User) -> None:
    def cost() -> int:
        client = client_for(decider)
        client.get("/phe-duyet/")
        return statements(lambda: client.get("/phe-duyet/"))

    for number in range(3):
        ask(asker, make_user(full_name=f"Người {number}"))
    few = cost()
    for number in range(27):
        ask(asker, make_user(full_name=f"Người nữa {number}"))
    assert cost() == few <= 8


def test_a_person_of_no_kind_is_asked_for_nothing(client_for: ClientFor, target: User) -> None:
    page = client_for(target).get("/phe-duyet/").content.decode()
    assert "Không có việc nào chờ phê duyệt" in page


def test_the_record_outlives_its_kind(asker: User, decider: User, target: User, client_for: ClientFor) -> None:
    """As after an update that takes a kind of act out: what was decided is read, and what waits can run out."""
    decided, left = ask(asker, target), ask(asker, make_user(full_name="Người Khác"))
    approve(approval=decided, actor=decider, reason="")
    registered = approval_kinds._kinds.pop(KIND_RENAME)
    try:
        browser, name = client_for(asker), "Việc mà bản Sen này không có"
        assert name in browser.get(f"/phe-duyet/?phan={MINE}").content.decode()
        assert name in browser.get(f"/phe-duyet/{decided.uuid}/").content.decode()
        assert any(name in dated.notice.title for dated in Notices(asker)[0:9])
        assert any(name in str(rows) for _, rows in personal_data(asker))
        with pytest.raises(ApprovalError):
            ask(asker, target)
        with pytest.raises(ApprovalError):
            approve(approval=left, actor=decider, reason="")
        assert expire_approvals(now=left.expires_at) == 1
    finally:
        approval_kinds._kinds[KIND_RENAME] = registered
