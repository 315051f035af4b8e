"""The forms of this room."""

from accounts.forms.account import ChangePasswordForm, DisplayForm, NewPasswordForm, SetUpForm, SignInForm
from accounts.forms.second_factor import (
    AddAppForm,
    AddKeyForm,
    AnswerByKeyForm,
    CodeForm,
    ConfirmByCodeForm,
    ConfirmByKeyForm,
    ConfirmByPasswordForm,
)

__all__ = [
    "AddAppForm",
    "AddKeyForm",
    "AnswerByKeyForm",
    "ChangePasswordForm",
    "CodeForm",
    "ConfirmByCodeForm",
    "ConfirmByKeyForm",
    "ConfirmByPasswordForm",
    "DisplayForm",
    "NewPasswordForm",
    "SetUpForm",
    "SignInForm",
]
