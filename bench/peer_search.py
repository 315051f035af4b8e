"""Ten thousand pages to search, in the courses of the learner who asks."""

import random
import re
from typing import Final

from bench.peer_course import COURSE_A
from common.db.statistics import gather_statistics
from content.domain.search import Page, replace_pages
from content.enums import SearchKind
from courses.models import Course

PAGES: Final = 10_000
WORDS: Final = 300
# Common syllables of Vietnamese; some differ in their marks only.
_SYLLABLES: Final = re.findall(
    r"\w+",
    "an toàn thông tin mật khẩu thư điện tử đính kèm lừa đảo dấu đầu dầu hiệu cơ quan cán bộ đơn vị học "
    "viên bài kiểm tra kết quả báo cáo văn bản số liệu bảo vệ dữ cá nhân mạng xã hội trang web địa chỉ "
    "tên miền liên kết máy tính điện thoại ứng dụng",
)
RARE: Final = "sen hồng"


def load_pages() -> None:
    """Pages of 300 syllables; one in a hundred holds the rare pair of words."""
    rng = random.Random(20261129)
    edition_id = Course.objects.values_list("current_edition", flat=True).get(slug=COURSE_A)
    assert edition_id is not None
    replace_pages(SearchKind.LESSON, edition_id, [_page(rng, number) for number in range(PAGES)])
    gather_statistics("content_searchentry")


def _page(rng: random.Random, number: int) -> Page:
    words = rng.choices(_SYLLABLES, k=WORDS)
    if number % 100 == 0:
        words[WORDS // 2 : WORDS // 2] = RARE.split()
    return Page(f"trang-{number}", " ".join(rng.choices(_SYLLABLES, k=5)), " ".join(words))
