"""What the fields of several rooms say of themselves."""

import pytest
from django import forms
from django.utils import translation

from common.fields import day_field

pytestmark = pytest.mark.no_database


class DayForm(forms.Form):
    day = day_field("Ngày")


@pytest.mark.parametrize(("language", "shown"), [("vi", "ngày/tháng/năm"), ("en", "dd/mm/yyyy")])
def test_a_day_is_asked_for_in_the_language_of_the_screen(language: str, shown: str) -> None:
    with translation.override(language):
        assert f'placeholder="{shown}"' in str(DayForm()["day"])
