from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.domain.administrators import make_setup_link
from accounts.errors import PersonError
from accounts.models import SetupLink, User
from accounts.signals import administrator_created
from operations.models import AuditEntry

pytestmark = pytest.mark.django_db

FORM = {
    "full_name": "Trần Thị Bích",
    "username": "bich.tt",
    "new_password": "hoa-sen-no-2027",
    "new_password_again": "hoa-sen-no-2027",
}


@pytest.fixture
def created() -> Any:
    created: list[User] = []

    def note(user: User, **_: Any) -> None:
        created.append(user)

    administrator_created.connect(note, dispatch_uid="test")
    yield created
    administrator_created.disconnect(dispatch_uid="test")


def path_of_new_link() -> str:
    out = StringIO()
    call_command("create_administrator", stdout=out)
    return out.getvalue().strip().removeprefix("http://127.0.0.1:8000")


def test_the_link_makes_one_administrator_once(created: list[User]) -> None:
    path = path_of_new_link()
    client = Client()
    assert client.get(path).status_code == 200
    assert client.post(path, FORM)["Location"] == "/"
    (user,) = created
    assert (user.username, user.full_name, user.must_change_password) == ("bich.tt", "Trần Thị Bích", False)
    # The account holds a role from now on: the way leads through the second factor.
    assert client.get("/")["Location"] == "/xac-thuc-hai-lop/"
    assert client.post("/xac-thuc-hai-lop/the-ma/").status_code == 200
    assert client.get("/tai-khoan/").status_code == 200
    assert Client().get(path).status_code == 404
    assert Client().post(path, FORM | {"username": "nguoi.hai"}).status_code == 404
    assert not User.objects.filter(username="nguoi.hai").exists()
    assert AuditEntry.objects.filter(action="person.created", object_id=str(user.pk)).exists()


def test_the_token_itself_is_not_stored() -> None:
    path = path_of_new_link()
    token = path.split("/")[2]
    assert token not in str(SetupLink.objects.values())


@pytest.mark.parametrize("why", ["late", "replaced", "invented"])
def test_an_ended_link_looks_like_none(why: str) -> None:
    path = path_of_new_link()
    if why == "late":
        SetupLink.objects.update(created_at=timezone.now() - timedelta(minutes=30, seconds=1))
    elif why == "replaced":
        make_setup_link()
    else:
        path = "/thiet-lap/khong-co/"
    assert Client().get(path).status_code == 404
    assert Client().post(path, FORM).status_code == 404
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"new_password": "sen-demo-2026", "new_password_again": "sen-demo-2026"},
        {"new_password": "ngan", "new_password_again": "ngan"},
        {"username": "có khoảng trắng"},
        {"full_name": "Trần\u202eThị"},
        {"new_password_again": "khac-han"},
    ],
)
def test_a_refused_form_leaves_the_link_usable(change: dict[str, str], created: list[User]) -> None:
    path = path_of_new_link()
    response = Client().post(path, FORM | change)
    assert response.status_code == 422
    assert response.context["form"].errors
    assert not User.objects.exists()
    assert Client().post(path, FORM).status_code == 302


def test_a_failing_receiver_undoes_it_all() -> None:
    def refuse(**_: Any) -> None:
        raise PersonError("không cấp được vai trò")

    path = path_of_new_link()
    administrator_created.connect(refuse, dispatch_uid="test")
    try:
        assert Client().post(path, FORM).status_code == 422
    finally:
        administrator_created.disconnect(refuse, dispatch_uid="test")
    assert not User.objects.exists()
    assert Client().get(path).status_code == 200
