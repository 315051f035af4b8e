import pytest
from django import forms
from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

pytestmark = pytest.mark.no_database


class _Form(forms.Form):
    unit = forms.ChoiceField(choices=[("", "–"), ("1", "Một")])
    name = forms.CharField()


class _State(models.TextChoices):
    STARTED = "started", _("in progress")


class _Choosing(forms.Form):
    state = forms.ChoiceField(choices=[*_State.choices, ("x", "kho-dut")])
    states = forms.ChoiceField(choices=[(_("group"), _State.choices)], widget=forms.RadioSelect)


def test_a_choice_begins_with_a_capital_letter_and_what_people_typed_as_they_wrote_it() -> None:
    with translation.override("vi"):
        form = _Choosing()
        assert str(_State.STARTED.label) == "đang học"
        assert ">Đang học</option>" in str(form["state"]) and ">kho-dut</option>" in str(form["state"])
        assert "Đang học" in str(form["states"]) and "đang học" not in str(form["states"])


def test_an_empty_list_asks_to_choose_and_an_empty_field_to_enter() -> None:
    with translation.override("vi"):
        errors = _Form({}).errors
        assert (errors["unit"], errors["name"]) == (["Đề nghị chọn."], ["Đề nghị nhập nội dung này."])
