import pytest
from django import forms
from django.utils import translation

pytestmark = pytest.mark.no_database


class _Form(forms.Form):
    unit = forms.ChoiceField(choices=[("", "–"), ("1", "Một")])
    name = forms.CharField()


def test_an_empty_list_asks_to_choose_and_an_empty_field_to_enter() -> None:
    with translation.override("vi"):
        errors = _Form({}).errors
        assert (errors["unit"], errors["name"]) == (["Đề nghị chọn."], ["Đề nghị nhập nội dung này."])
