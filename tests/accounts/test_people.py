import pytest
from django.contrib.auth.hashers import check_password, identify_hasher
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.domain import people
from accounts.domain.finding import exactness, matches
from accounts.errors import PersonError
from accounts.models import User
from operations.models import AuditEntry
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_a_person_is_made_with_a_password_to_be_changed() -> None:
    actor = make_user()
    person = people.create_person(
        username="le.binh", full_name="Lê  Bình", password="hoa-sen-no-2027", actor=actor, birth_year=1980
    )
    assert (person.full_name, person.username_key, person.must_change_password) == ("Lê Bình", "le.binh", True)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.object_id) == ("person.created", actor, str(person.pk))
    assert "Bình" not in str((entry.before, entry.after, entry.reason))
    assert not people.create_person(username="le.an", full_name="Lê An", actor=actor).has_usable_password()


@pytest.mark.parametrize(
    ("username", "full_name"),
    [("LÊ.BÌNH", "Lê Bình"), ("a", "An"), ("a b c", "An"), ("binh2", ""), ("binh\u200b", "An"), ("x" * 65, "An")],
)
def test_a_bad_or_taken_name_is_refused_whole(username: str, full_name: str) -> None:
    make_user("le.binh")
    with pytest.raises(PersonError):
        people.create_person(username=username, full_name=full_name, actor=None)
    assert User.objects.count() == 1
    assert not AuditEntry.objects.exists()


def test_rights_cannot_be_smuggled_in_as_facts() -> None:
    person = make_user()
    for name in ("is_superuser", "is_active", "password", "is_demo", "session_epoch"):
        with pytest.raises(PersonError):
            people.change_person(person=person, changes={name: 1}, actor=None)


def test_a_change_is_audited_behind_a_mask_and_none_is_not() -> None:
    person = make_user(full_name="Lê Bình")
    people.change_person(person=person, changes={"full_name": "Lê Bình"}, actor=None)
    assert not AuditEntry.objects.exists()
    people.change_person(person=person, changes={"full_name": "Lê Văn Bình"}, actor=None)
    entry = AuditEntry.objects.get()
    assert (entry.before, entry.after) == ({"full_name": "L. B."}, {"full_name": "L. V. B."})
    person.refresh_from_db()
    assert person.search_key == "le van binh"


def test_a_change_leaves_what_somebody_else_changed_meanwhile() -> None:
    person = make_user(full_name="Lê Bình")
    read_before = User.objects.get(pk=person.pk)
    people.deactivate_person(person=person, actor=None, reason="Nghỉ hưu")
    people.change_person(person=read_before, changes={"full_name": "Lê Văn Bình"}, actor=None)
    person.refresh_from_db()
    assert (person.is_active, person.full_name, person.search_key) == (False, "Lê Văn Bình", "le van binh")


def test_a_reset_password_has_to_be_changed(settings: Settings) -> None:
    person = make_user()
    people.reset_password(person=person, password="mat-khau-tam-77", actor=None)
    person.refresh_from_db()
    assert person.must_change_password
    assert person.check_password("mat-khau-tam-77")
    assert person.session_epoch == 1


def test_deactivating_twice_is_once() -> None:
    person = make_user()
    for _ in range(2):
        people.deactivate_person(person=person, actor=None, reason="nghỉ hưu")
    assert AuditEntry.objects.count() == 1
    people.reactivate_person(person=person, actor=None, reason="đính chính")
    person.refresh_from_db()
    assert (person.is_active, person.deactivated_at) == (True, None)


def test_passwords_are_hashed_with_the_tuned_argon2(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["accounts.hashers.TunedArgon2PasswordHasher"]
    person = make_user()
    assert person.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert identify_hasher(person.password).algorithm == "argon2"
    assert check_password("sen-demo-2026", person.password)


@pytest.mark.parametrize(
    ("password", "is_refused"),
    [
        ("nguyenvanduc1990", True),
        ("NguyenVanDuc@1990", True),
        ("Nguyễn Văn Đức 90", True),
        ("duc.nguyen.van-2", True),
        ("ducnguyen123456", True),
        ("nguyenvanduc1990abc", True),
        ("hoa-sen-no-2027", False),
        ("duc-thich-hoa-sen", False),
        ("7x3an94k2856mq", False),
    ],
)
def test_a_password_is_not_the_name_with_a_year(password: str, is_refused: bool) -> None:
    person = make_user(full_name="Nguyễn Văn Đức", username="cb-00417", birth_year=1990)
    if is_refused:
        with pytest.raises(PersonError, match=r"họ tên|quá giống"):
            people.reset_password(person=person, password=password, actor=None)
    else:
        people.reset_password(person=person, password=password, actor=None)


def found(typed: str) -> list[str]:
    ranked = User.objects.filter(matches(typed)).annotate(rank=exactness(typed)).order_by("rank", "sort_name", "pk")
    with CaptureQueriesContext(connection) as asked:
        names = [person.full_name for person in ranked]
    assert len(asked) == 1
    return names


def test_names_spelled_as_typed_stand_first_whatever_the_order_of_the_words() -> None:
    for name in (
        "nguyen van duc",
        "Nguyễn Văn Đức",
        "NGUYỄN ĐỨC",
        "Nguyễn Thị Đưc",
        "Hoàng Thị An",
        "Hồ Hoà",
        "Hoa An",
    ):
        make_user(full_name=name)
    assert found("đức nguyễn")[:2] == ["NGUYỄN ĐỨC", "Nguyễn Văn Đức"]
    assert found("đức nguyễn")[2:] == ["Nguyễn Thị Đưc", "nguyen van duc"]
    assert found("hoà") == ["Hồ Hoà", "Hoàng Thị An", "Hoa An"]
    assert found("nguyễn văn đức")[0] == "Nguyễn Văn Đức"
    assert found("100% _") == []
