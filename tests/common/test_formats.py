from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template

from common.text.formats import long_date, number, percent, rate, short_date

pytestmark = pytest.mark.no_database


def test_dates() -> None:
    assert short_date(date(2026, 9, 5)) == "05/09/2026"
    assert long_date(date(2026, 9, 5)) == "ngày 05 tháng 9 năm 2026"
    assert long_date(date(2026, 2, 20)) == "ngày 20 tháng 02 năm 2026"
    assert short_date(datetime(2026, 12, 31, 20, 0, tzinfo=UTC)) == "01/01/2027"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (999, "999"), (1234567, "1.234.567"), (-1234, "-1.234"), (1234.5, "1.234,5"), (Decimal("8.50"), "8,50")],
)
def test_number(value: int | float | Decimal, text: str) -> None:
    assert number(value) == text


def test_rates_round_half_up() -> None:
    assert rate(1, 16) == Decimal("6.25")
    assert rate(1, 800) == Decimal("0.13")
    assert rate(0, 0) is None
    assert percent(171, 200) == "85,50%"
    assert percent(1, 0) == "–"


def test_filters() -> None:
    template = Template(
        "{% load vietnamese %}{{ day|short_date }} {{ day|long_date }} "
        "{{ n|number }} {{ n|rate_of:n }}{{ none|number }}"
    )
    context = Context({"day": date(2026, 1, 2), "n": 1500, "none": None})
    assert template.render(context) == "02/01/2026 ngày 02 tháng 01 năm 2026 1.500 100,00%"
