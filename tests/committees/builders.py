"""Small committees and people for the tests of this room."""

import random
from datetime import date

from accounts.models import User
from committees.domain.memberships import join_committee
from committees.domain.planting import CommitteeSpec
from committees.domain.reference import centre, load_reference_committees
from committees.domain.tree import add_committees
from committees.models import Committee

SINCE = date(2025, 7, 1)


def reference_centre() -> Committee:
    load_reference_committees()
    return centre()


def person(name: str = "Nguyễn Thị Mẫu", username: str = "") -> User:
    count = User.objects.count()
    return User.objects.create_user(username or f"nguoi{count}", name)


def units(parent: Committee, *names: str, kind: str = "commune", since: date = SINCE) -> list[Committee]:
    specs = [CommitteeSpec(name=name, kind=kind, valid_from=since) for name in names]
    return add_committees(parent=parent, specs=specs, actor=None)


def member(committee: Committee, since: date = SINCE, name: str = "Trần Văn Mẫu") -> User:
    user = person(name)
    join_committee(cadre=user, committee=committee, position_group=4, position="Chuyên viên", on=since, actor=None)
    return user


def random_tree(seed: int, size: int) -> list[Committee]:
    """Units under randomly chosen units, some provinces first."""
    rng = random.Random(seed)
    tree = units(reference_centre(), "Tỉnh A", "Tỉnh B", "Tỉnh C", kind="province")
    while len(tree) < size:
        tree += units(rng.choice(tree), *[f"Đơn vị {len(tree) + n}" for n in range(rng.randint(1, 4))])
    return tree
