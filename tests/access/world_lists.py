"""What is kept about units and cadres: lists that wait, jobs, requests, proposals, ways to sign in."""

from typing import Final

from allauth.mfa.models import Authenticator
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q

from accounts.domain.administrators import make_setup_link
from accounts.models import KeptPost, User
from committees.domain.access import access_of
from committees.domain.corrections import ask_correction
from committees.domain.roles import grant_role
from committees.enums import Role
from committees.models import Committee, RoleGrant, SidePost
from committees.rules import committees_administered_by
from interop.domain.people_import import read_change_set
from interop.domain.roles_import import read_role_set
from interop.enums import ChangeSetKind, ChangeSetState
from interop.models import ChangeSet
from operations.domain import audit
from operations.domain.approvals import propose
from operations.domain.retention import load_default_rules
from operations.enums import JobState
from operations.models import Job
from tests.access.objects import NO_ID, World
from tests.access.places import CHILD, ENDED, FORMER, PARENT, PERSON, SAME, SIBLING, SIDES, twin
from tests.accounts.codes import give_app
from tests.factories import make_user
from tests.operations.builders import KIND_RENAME, register_rename

# The unit of an address that names a person: that of today.
_UNIT_OF: Final = {
    "A": "A", "B": "B", SAME: "A", CHILD: CHILD, PARENT: PARENT, SIBLING: SIBLING, FORMER: "B", ENDED: "A",
}  # fmt: skip
# A unit of the same person that is not: the person's former one, the one above, that of the other home.
_NOT_UNIT_OF: Final = {
    "A": "B", "B": "A", SAME: "B", CHILD: SIBLING, PARENT: "A", SIBLING: "A", FORMER: "A", ENDED: SIBLING,
}  # fmt: skip


def keep_lists(world: World) -> None:
    objects = world.objects
    objects.spread("unit", world.units)
    for kind, unit_of in (("person", _UNIT_OF), ("person_across", _NOT_UNIT_OF)):
        named = {
            place: {"uuid": world.units[unit_of[place]].uuid, "person_id": person.pk}
            for place, person in world.learners.items()
        }
        objects.at(kind, named, {"uuid": world.units["A"].uuid, "person_id": NO_ID})
    objects.spread("change_set", {place: _change_set(world, unit, place) for place, unit in world.units.items()})
    objects.spread("role_set", {place: _role_set(world, unit, place) for place, unit in world.units.items()})
    asking = world.learners | {side: world.people[twin("CM", side)] for side in SIDES}
    jobs = {place: _job(world, place, person) for place, person in asking.items()}
    objects.spread("job", jobs)
    # Asked for by whom it is no more for.
    beyond = {side: _job(world, far, world.people[twin("CM", side)], "Bảng") for side, far in (("A", "B"), ("B", "A"))}
    objects.spread("job_beyond", beyond)
    working = [
        Job.objects.create(
            kind="reports.export", title="Bảng", requested_by=world.people[twin("CM", side)], state=JobState.RUNNING
        )
        for side in SIDES
    ]
    objects.by_uuid("job_at_work", *working)
    a, b = ({"name": jobs[side].file.name} for side in SIDES)
    objects.put("stored", a, b, {"name": "images/khong.png"})
    asked = {
        place: ask_correction(person=person, about="account", text=f"{PERSON[place]} sinh năm 1985.")
        for place, person in world.learners.items()
        if person.is_active
    }
    objects.spread("correction", asked)
    of_national = ask_correction(person=world.people["NA"], about="account", text="Năm sinh ghi sai.")
    objects.by_uuid("national_correction", of_national, of_national)
    _approvals(world)
    _roles(world)
    _posts(world)
    _entries(world)
    load_default_rules(lambda _line: None)
    objects.put("rule", {"code": "people-left"}, {"code": "job-files"}, {"code": "khong-co"})
    _ways_to_sign_in(world)


def _change_set(world: World, unit: Committee, place: str) -> ChangeSet:
    row = f",Trần {PERSON[place]},1985,{unit.name},Chuyên viên,4"
    table = f"Mã cán bộ,Họ và tên,Năm sinh,Đơn vị,Chức vụ,Nhóm chức danh\n{row}\n"
    change_set = ChangeSet.objects.create(
        committee=unit, uploaded_by=world.people["NA"], file_name=f"{PERSON[place]}.csv", sha256="0" * 64
    )
    change_set.file.save("people.csv", ContentFile(table.encode()))
    assert read_change_set(change_set).state == ChangeSetState.READY
    return change_set


def _role_set(world: World, unit: Committee, place: str) -> ChangeSet:
    table = f"Họ và tên,Vai trò,Đơn vị\nTrần {PERSON[place]},Quản trị đơn vị,{unit.name}\n"
    change_set = ChangeSet.objects.create(
        kind=ChangeSetKind.ROLES,
        committee=unit,
        uploaded_by=world.people["NA"],
        file_name=f"{PERSON[place]}.csv",
        sha256="0" * 64,
    )
    change_set.file.save("roles.csv", ContentFile(table.encode()))
    assert read_role_set(change_set).state == ChangeSetState.READY
    return change_set


def _job(world: World, place: str, person: User, title: str = "") -> Job:
    job = Job.objects.create(
        kind="reports.export",
        title=title or f"Bảng {PERSON[place]}",
        requested_by=person,
        state=JobState.DONE,
        parameters={"node": str(world.units[_UNIT_OF[place]].uuid), "kind": "board"},
        file_name="bang.csv",
    )
    job.file.save("bang.csv", ContentFile(f"{PERSON[place]}\n".encode()))
    return job


def _approvals(world: World) -> None:
    """A new name for a cadre of each place: the administrator of the unit and the national one decide."""

    def deciders(user: User) -> Q | None:
        return Q(committee_id__in=committees_administered_by(user).values("pk")) if access_of(user).grants else None

    register_rename(deciders)
    asked = {
        place: propose(
            kind=KIND_RENAME,
            target=person,
            parameters={"name": f"Nguyễn Văn {PERSON[place]} Mới"},
            reason=f"{PERSON[place]} ghi sai tên",
            actor=make_user(full_name="Người Đề Nghị"),
            committee_id=world.units[_UNIT_OF[place]].pk,
        )
        for place, person in world.learners.items()
    }
    world.objects.spread("approval", asked)


def _roles(world: World) -> None:
    """Somebody who never asks holds a role on each unit; one role hangs on no unit."""
    held = {
        place: grant_role(
            user=make_user(full_name=f"Nguyễn Văn {PERSON[place]} Giữ"),
            role=Role.COMMITTEE_REVIEWER,
            committee=unit,
            actor=None,
        )
        for place, unit in world.units.items()
    }
    world.objects.at("grant", {place: {"grant_id": grant.pk} for place, grant in held.items()}, {"grant_id": NO_ID})
    of_both = make_user(full_name="Người Giữ Hai Nơi")
    held = {
        side: grant_role(user=of_both, role=Role.COMMITTEE_REVIEWER, committee=world.units[side], actor=None)
        for side in SIDES
    }
    world.objects.at(
        "grant_of_two", {place: {"grant_id": grant.pk} for place, grant in held.items()}, {"grant_id": NO_ID}
    )
    national = {"grant_id": RoleGrant.objects.get(user=world.people["AU"]).pk}
    world.objects.put("grant_across", national, national, {"grant_id": NO_ID})


def _posts(world: World) -> None:
    """Somebody who never asks holds a post beside the main one in each unit."""
    held = {
        place: SidePost.objects.create(
            cadre=make_user(full_name=f"Nguyễn Văn {PERSON[place]} Kiêm"),
            committee=unit,
            position="Phó trưởng ban kiêm nhiệm",
            valid_from=unit.valid_from,
            valid_to=unit.valid_to,
        )
        for place, unit in world.units.items()
    }
    world.objects.at("post", {place: {"post_id": post.pk} for place, post in held.items()}, {"post_id": NO_ID})


def _entries(world: World) -> None:
    """Something that happened in each unit, and something whose reason is the unit's alone."""
    with transaction.atomic():
        entries = {
            place: audit.record(action="people.exported", actor=None, target=unit, committee_id=unit.pk)
            for place, unit in world.units.items()
        }
        excused = {
            place: audit.record(
                action="enrolment.exempt", actor=None, target=unit, committee_id=unit.pk, reason=f"{PERSON[place]} ốm"
            )
            for place, unit in world.units.items()
        }
    for kind, found in (("entry", entries), ("excused_entry", excused)):
        world.objects.at(kind, {place: {"number": entry.pk} for place, entry in found.items()}, {"number": NO_ID})


def _ways_to_sign_in(world: World) -> None:
    put = world.objects.put
    token = make_setup_link().rstrip("/").rsplit("/", 1)[1]
    put("set_up", {"token": token}, {"token": token}, {"token": "x" * len(token)})
    put("openid", {"provider_id": "oidc"}, {"provider_id": "oidc"}, {"provider_id": "khong-co"})
    a, b = ({"person_id": world.people[twin("CM", side)].pk} for side in SIDES)
    put("role_account", a, b, {"person_id": NO_ID})
    own = {"person_id": world.people["NA"].pk}
    put("national_account", own, own, {"person_id": NO_ID})
    accounts = {place: {"person_id": person.pk} for place, person in world.learners.items()}
    world.objects.at("account", accounts, {"person_id": NO_ID})
    kept = {
        place: KeptPost.objects.create(person=person, path="/du-lieu-cua-toi/", fields=[["q", f"{PERSON[place]} giữ"]])
        for place, person in world.learners.items()
    }
    world.objects.at("kept", {place: {"token": post.token} for place, post in kept.items()}, {"token": "y" * 32})
    for person in world.graduates.values():
        give_app(person)
    factors = {place: Authenticator.objects.get(user=person) for place, person in world.graduates.items()}
    world.objects.at("factor", {place: {"pk": factor.pk} for place, factor in factors.items()}, {"pk": NO_ID})
