"""The public page never calls a sample valid, and never a genuine paper false."""

from datetime import date

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from certificates.domain.numbering import is_like_number
from certificates.models import Certificate
from certificates.models.certificate import new_code

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


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", ["GCN-2026-000376", "gcn 2026 000376", "Số: GCN-2026-000376", "2026-000376", "GCN–2026–000376"]
)
def test_who_types_the_number_is_asked_for_the_code_and_told_nothing_else(typed: str) -> None:
    replies = [
        Client().get(reverse("verify"), {"code": typed}),
        Client().get(reverse("verify_certificate", args=[typed])),
    ]
    for reply in replies:
        page = reply.content.decode()
        assert reply.status_code == 422
        assert "Đây là số giấy chứng nhận; hãy nhập Mã xác minh" in page
        assert "không do hệ thống cấp" not in page
        assert reply["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.django_db
def test_a_code_that_is_not_there_is_still_not_found() -> None:
    code = new_code()
    sent = Client().get(reverse("verify"), {"code": code.lower()})
    assert sent.headers["Location"] == reverse("verify_certificate", args=[code])
    assert Client().get(sent.headers["Location"]).status_code == 404


@pytest.mark.no_database
def test_no_code_is_like_a_number() -> None:
    assert not any(is_like_number(new_code()) for _ in range(1000))
