"""The screen of side posts: whom the administrator may name, and what is refused."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from committees.domain.roles import grant_role
from committees.enums import Role
from committees.models import SidePost
from tests.committees.builders import SINCE, member, reference_centre, units

pytestmark = pytest.mark.django_db


def test_the_administrator_takes_a_post_down_and_ends_it(client_for: Callable[[User], Client]) -> None:
    (province,) = units(reference_centre(), "Tỉnh ủy Mẫu", kind="province")
    home, beside = units(province, "Đảng ủy xã Bến Mơ", "Đảng ủy xã Đồng Xanh")
    admin, cadre = member(province, name="Trần Thị Quản"), member(home, name="Lê Văn Kiêm")
    grant_role(user=admin, role=Role.COMMITTEE_ADMIN, committee=province, actor=None)
    client = client_for(admin)
    address = f"/don-vi/{beside.uuid}/kiem-nhiem/"
    typed = {"code": cadre.username, "position": "Ủy viên Ban kiểm tra", "valid_from": SINCE.strftime("%d/%m/%Y")}
    assert client.post(address, typed).status_code == 302
    post = SidePost.objects.get(cadre=cadre, committee=beside)
    shown = client.get(address).content.decode()
    assert "Lê Văn Kiêm" in shown
    assert "Ủy viên Ban kiểm tra" in shown
    assert client.post(f"/kiem-nhiem/{post.pk}/", {"last_day": "31/07/2025"}).status_code == 302
    assert "31/07/2025" in client.get(address).content.decode()
    assert "Ủy viên Ban kiểm tra" in client_for(cadre).get("/du-lieu-cua-toi/").content.decode()


def test_somebody_of_elsewhere_is_as_absent_as_nobody(client_for: Callable[[User], Client]) -> None:
    home, beside = units(reference_centre(), "Tỉnh ủy Mẫu", "Tỉnh ủy Khác", kind="province")
    admin, stranger = member(home, name="Trần Thị Quản"), member(beside, name="Lê Văn Xa")
    grant_role(user=admin, role=Role.COMMITTEE_ADMIN, committee=home, actor=None)
    client = client_for(admin)
    replies = []
    for code in (stranger.username, "khong-co-ai"):
        reply = client.post(
            f"/don-vi/{home.uuid}/kiem-nhiem/", {"code": code, "position": "Ủy viên", "valid_from": "01/08/2025"}
        )
        assert reply.status_code == 422
        replies.append(reply.content.decode().replace(code, "MÃ"))
    assert "Không có hồ sơ mang mã" in replies[0]
    assert not SidePost.objects.exists()
