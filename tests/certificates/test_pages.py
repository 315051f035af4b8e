"""The public page never calls a sample valid."""

from datetime import date

import pytest
from django.template.loader import render_to_string

from certificates.models import Certificate

SAMPLE, REAL = "MẪU – KHÔNG CÓ GIÁ TRỊ", "Giấy chứng nhận này có giá trị"


@pytest.mark.parametrize(("is_demo", "shown", "hidden"), [(True, SAMPLE, REAL), (False, REAL, SAMPLE)])
def test_a_sample_is_never_called_valid(is_demo: bool, shown: str, hidden: str) -> None:
    certificate = Certificate(
        number="1",
        code="A",
        holder_name="Người Thử",
        course_title="Khóa",
        completed_on=date(2026, 9, 5),
        is_demo=is_demo,
    )
    page = render_to_string("certificates/verification.html", {"certificate": certificate})
    assert shown in page and hidden not in page
