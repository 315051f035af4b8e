"""Guides in the product: one for each role, task by task, with the words that stand on the screens.

They are content, like lessons: written in Vietnamese only, each a template of its own that needs no context.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from accounts.domain.hints import has_put_away
from accounts.models import User
from committees.domain.access import access_of
from committees.enums import Role
from common.text.html import plain_text

_SHARED: Final = re.compile(r'<h2 id="may-dung-chung">.*?(?=<h2 |\Z)', re.DOTALL)
"""A section that most guides have, word for word."""
_SECTION: Final = re.compile(r'<h2 id="([\w-]+)">([^<]+)</h2>')


@dataclass(frozen=True, slots=True)
class Guide:
    """`role`: whom it is for; None is the cadre, who holds no role, or everybody."""

    slug: str
    title: str
    summary: str
    template: str
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Section:
    anchor: str
    title: str


_GUIDES: Final = (
    Guide(
        slug="can-bo",
        title="Hướng dẫn dành cho cán bộ tham gia học tập",
        summary="Đăng nhập, học bài, làm bài kiểm tra, tải giấy chứng nhận.",
        template="portal/guides/can-bo.html",
    ),
    Guide(
        slug="giang-vien",
        title="Hướng dẫn dành cho giảng viên",
        summary="Biên soạn khóa học, bài học, câu hỏi, bài kiểm tra và gửi thẩm định.",
        template="portal/guides/giang-vien.html",
        role=Role.TRAINER,
    ),
    Guide(
        slug="hoan-thien-khoa-hoc",
        title="Hướng dẫn hoàn thiện khóa học",
        summary="Sắp xếp đề cương, điều kiện học trước, mã năng lực, căn cứ pháp lý, gói khóa học.",
        template="portal/guides/hoan-thien-khoa-hoc.html",
        role=Role.TRAINER,
    ),
    Guide(
        slug="ngan-hang-cau-hoi",
        title="Hướng dẫn về ngân hàng câu hỏi",
        summary="Cây nhóm câu hỏi, tìm và lọc, làm với nhiều câu, câu trùng, các phiên bản, nhập từ Excel.",
        template="portal/guides/ngan-hang-cau-hoi.html",
        role=Role.TRAINER,
    ),
    Guide(
        slug="cham-bai",
        title="Hướng dẫn chấm bài, trả lời phúc khảo và đính chính câu hỏi",
        summary="Chấm câu tự luận, trả lời phúc khảo, sửa câu hỏi có lỗi, cho thêm thời gian, đọc thống kê và góp ý.",
        template="portal/guides/cham-bai.html",
        role=Role.TRAINER,
    ),
    Guide(
        slug="tham-dinh",
        title="Hướng dẫn dành cho người thẩm định",
        summary="Xem bản nháp, trả lại, phát hành phiên bản và xác nhận thẩm định.",
        template="portal/guides/tham-dinh.html",
        role=Role.PUBLISHER,
    ),
    Guide(
        slug="theo-doi-ket-qua",
        title="Hướng dẫn dành cho người theo dõi kết quả của đơn vị",
        summary="Đọc bảng kết quả, xem danh sách chi tiết, xuất Excel, in báo cáo.",
        template="portal/guides/theo-doi-ket-qua.html",
        role=Role.COMMITTEE_REVIEWER,
    ),
    Guide(
        slug="quan-tri-don-vi",
        title="Hướng dẫn dành cho quản trị đơn vị",
        summary="Nhập danh sách cán bộ từ Excel, cấp mật khẩu, giao khóa học cho đơn vị.",
        template="portal/guides/quan-tri-don-vi.html",
        role=Role.COMMITTEE_ADMIN,
    ),
    Guide(
        slug="quan-tri-toan-quoc",
        title="Hướng dẫn dành cho quản trị toàn quốc",
        summary="Theo dõi toàn quốc, mở danh sách có họ tên, giao khóa học, phát hành khóa học.",
        template="portal/guides/quan-tri-toan-quoc.html",
        role=Role.NATIONAL_ADMIN,
    ),
    Guide(
        slug="nhat-ky-va-luu-giu",
        title="Hướng dẫn về nhật ký hệ thống và lưu giữ hồ sơ",
        summary="Xem ai đã làm gì, kiểm tra chuỗi niêm phong, xuất nhật ký, xử lý hồ sơ hết hạn lưu giữ.",
        template="portal/guides/nhat-ky-va-luu-giu.html",
        role=Role.AUDITOR,
    ),
    Guide(
        slug="bao-ve-du-lieu",
        title="Hướng dẫn dành cho phụ trách bảo vệ dữ liệu",
        summary="Theo dõi việc xem và xuất dữ liệu cá nhân, giữ đúng thời hạn lưu hồ sơ.",
        template="portal/guides/bao-ve-du-lieu.html",
        role=Role.DATA_PROTECTION,
    ),
    # For everybody: they are found in the list, the hint of the first visit does not name them.
    Guide(
        slug="vai-tro",
        title="Hướng dẫn giao và kết thúc vai trò",
        summary="Xem ai giữ vai trò, giao hoặc đề nghị, giao nhiều người từ Excel, kết thúc, hai người duyệt.",
        template="portal/guides/vai-tro.html",
    ),
    Guide(
        slug="dang-nhap-an-toan",
        title="Đăng nhập an toàn, xác thực hai lớp và cấp mật khẩu",
        summary="Ứng dụng, khóa bảo mật, thẻ mã; quên mật khẩu; in phiếu mật khẩu, đặt lại đăng nhập.",
        template="portal/guides/dang-nhap-an-toan.html",
    ),
)
_ROLES: Final = list(dict.fromkeys(guide.role for guide in _GUIDES))


def guides() -> tuple[Guide, ...]:
    return _GUIDES


def guides_for(user: User) -> tuple[Guide, ...]:
    """About the roles of the person, the rarest role first; about learning for who holds none."""
    access = access_of(user)
    own = [guide for guide in _GUIDES if guide.role and access.has(guide.role)]
    # Within a role as they stand above: the basic guide first.
    return tuple(sorted(own, key=lambda guide: _ROLES.index(guide.role), reverse=True)) or _GUIDES[:1]


def guides_of_others(user: User) -> list[str]:
    """Slugs of the guides about roles that the person does not hold."""
    access = access_of(user)
    return [guide.slug for guide in _GUIDES if guide.role and not access.has(guide.role)]


def first_visit_hint(user: User) -> Guide | None:
    """The first guide of the person's own that was not put away."""
    return next((guide for guide in guides_for(user) if not has_put_away(user, guide.slug)), None)


@cache
def guide_html(guide: Guide) -> SafeString:
    """The guide as it stands on its page; the same for everybody, so it is rendered once."""
    with translation.override("vi"):
        return render_to_string(guide.template)


def guide_sections(guide: Guide) -> list[Section]:
    return [Section(anchor, title) for anchor, title in _SECTION.findall(guide_html(guide))]


def guide_text(guide: Guide) -> str:
    """The words by which the guide is found, one line for each block; those that guides share are the first one's."""
    html = guide_html(guide)
    return plain_text(html if guide == _GUIDES[0] else _SHARED.sub("", html))
