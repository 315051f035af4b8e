"""Signing in, choosing a password, setting up."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.http.display import TextSize, Theme, display_of


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("Sign-in name"),
            max_length=64,
            widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        )
        self.fields["password"] = forms.CharField(
            label=_("Password"),
            max_length=128,
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        )
        self.order_fields(["login", "password"])


def _new_password_field(label: Any, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=128,
        strip=False,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class NewPasswordForm(forms.Form):
    """The new password, typed twice. What makes a password good enough is checked by the act."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password"] = _new_password_field(_("New password"), " ".join(password_validators_help_texts()))
        self.fields["new_password_again"] = _new_password_field(_("New password, once more"))

    def clean_new_password_again(self) -> str:
        again = self.cleaned_data["new_password_again"]
        if self.cleaned_data.get("new_password") not in (None, again):
            raise ValidationError(_("The two passwords are not the same."))
        return str(again)


class ChangePasswordForm(NewPasswordForm):
    old_password = forms.CharField(
        label=_("Current password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_old_password(self) -> str:
        old = str(self.cleaned_data["old_password"])
        if not self.user.check_password(old):
            raise ValidationError(_("The current password is not correct."))
        return old

    def clean(self) -> dict[str, Any] | None:
        values = super().clean()
        if values and values.get("new_password") == values.get("old_password") is not None:
            self.add_error("new_password", _("The new password must differ from the current one."))
        return values


class SetUpForm(NewPasswordForm):
    full_name = forms.CharField(
        label=_("Full name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=64,
        help_text=_("3 to 64 letters, digits, dots, hyphens, underscores or @, without spaces."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )


class DisplayForm(forms.Form):
    theme = forms.ChoiceField(label=_("Appearance"), choices=Theme.choices, widget=forms.RadioSelect)
    text_size = forms.ChoiceField(label=_("Text size"), choices=TextSize.choices, widget=forms.RadioSelect)

    @classmethod
    def of(cls, request: HttpRequest) -> "DisplayForm":
        """As it was chosen in this browser."""
        theme, size = display_of(request)
        return cls(initial={"theme": theme.value, "text_size": size.value})
