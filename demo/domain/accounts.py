"""The demonstration accounts: one for each way of using Sen. All share the password of the settings."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.hashers import make_password

from accounts.models import User
from committees.domain.roles import grant_role
from committees.enums import Role
from committees.models import Committee
from demo.domain.people import Cadre, store_memberships
from demo.domain.placing import BOARDS, COMMUNE, DIVISIONS, SPECIALISTS, TRAINERS, Post
from demo.domain.scales import DENSE_PROVINCE, SECOND_PROVINCE
from demo.domain.units import Units

LEARNER: Final = "hocvien"
COMMITTEE_ADMIN: Final = "quantri.donvi"
NATIONAL_ADMIN: Final = "quantri"


@dataclass(frozen=True, slots=True)
class Account:
    """`province`: code of the province whose committee the person works at and holds the role on."""

    username: str
    full_name: str
    role: Role | None
    province: str
    group: int
    position: str


ACCOUNTS: Final = (
    Account(LEARNER, "Lê Thị Ngọc Sen", None, DENSE_PROVINCE, COMMUNE, "Công chức"),
    Account("giangvien", "Trần Hữu Thuyên", Role.TRAINER, DENSE_PROVINCE, TRAINERS, "Giảng viên"),
    Account("kiemduyet", "Phạm Thị Thu Nhàn", Role.PUBLISHER, DENSE_PROVINCE, SPECIALISTS, "Chuyên viên chính"),
    Account("donvi", "Huỳnh Công Điền", Role.COMMITTEE_REVIEWER, DENSE_PROVINCE, BOARDS, "Phó Chánh Văn phòng"),
    Account(COMMITTEE_ADMIN, "Võ Thị Mỹ Lành", Role.COMMITTEE_ADMIN, DENSE_PROVINCE, SPECIALISTS, "Chuyên viên"),
    Account("donvi.camau", "Tăng Quốc Biên", Role.COMMITTEE_REVIEWER, SECOND_PROVINCE, BOARDS, "Phó Chánh Văn phòng"),
    Account(NATIONAL_ADMIN, "Đoàn Thế Luân", Role.NATIONAL_ADMIN, "", SPECIALISTS, "Chuyên viên"),
    Account("quantri2", "Lưu Thị Bích Hiên", Role.NATIONAL_ADMIN, "", SPECIALISTS, "Chuyên viên"),
    Account("kiemtoan", "Quách Đình Nghiêm", Role.AUDITOR, "", SPECIALISTS, "Chuyên viên"),
    Account("baove.dulieu", "Kiều Ngọc Yên", Role.DATA_PROTECTION, "", DIVISIONS, "Phó Trưởng phòng"),
)


def invent_staff(units: Units) -> dict[str, Cadre]:
    """Store everybody but the learner, with memberships and roles; by sign-in name."""
    password = make_password(settings.SEN_DEMO_PASSWORD)
    staff = {
        account.username: _cadre(account, password, _top(account, units), None)
        for account in ACCOUNTS
        if account.username != LEARNER
    }
    store_memberships(list(staff.values()))
    for account in ACCOUNTS:
        if account.role is not None:
            cadre = staff[account.username]
            on = cadre.top if account.province else None
            grant_role(user=cadre.user, role=account.role, committee=on, actor=None, reason="Tài khoản minh họa")
    return staff


def invent_learner(units: Units, today: date) -> Cadre:
    """Store the learner, who is new, so that the earlier campaigns do not concern them."""
    account = next(account for account in ACCOUNTS if account.username == LEARNER)
    top = _top(account, units)
    commune = units.communes[top.pk][0]
    joined = max(today - timedelta(days=70), commune.valid_from)
    learner = _cadre(account, make_password(settings.SEN_DEMO_PASSWORD), top, (commune, joined))
    store_memberships([learner])
    return learner


def _top(account: Account, units: Units) -> Committee:
    return units.province(account.province) if account.province else units.central[0]


def _cadre(account: Account, password: str, top: Committee, below: tuple[Committee, date] | None) -> Cadre:
    user = User(username=account.username, full_name=account.full_name, password=password, is_demo=True)
    user.save()
    unit, joined = below or (top, top.valid_from)
    return Cadre(user, top, (Post(unit, account.group, account.position, joined, None),))
