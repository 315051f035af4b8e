import pytest
from django.utils.safestring import mark_safe

from common.templatetags.addresses import breakable

pytestmark = pytest.mark.no_database


def test_an_address_breaks_after_dots_and_slashes_only() -> None:
    assert breakable("vào dichvucong.example.vn/dang-nhap ngay") == (
        "vào dichvucong.<wbr>example.<wbr>vn/<wbr>dang-<wbr>nhap ngay"
    )
    assert breakable("v.v. và 20/11/2026") == "v.v. và 20/11/2026"


def test_text_is_escaped_and_tags_are_left_alone() -> None:
    assert breakable("<b>") == "&lt;b&gt;"
    link = mark_safe('<a href="https://mot-dia-chi.example.vn/x">x</a>')
    assert breakable(link) == link
