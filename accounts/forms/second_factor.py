"""Showing a second factor, and setting one up. The words are ours, the checks django-allauth's."""

from typing import Any, Final

from allauth.account.forms import ReauthenticateForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.http.throttle import Throttle

CODES: Final = Throttle("second-factor", per_account=10, per_network=600)


def _code_field(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=20,
        help_text=help_text,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", "autofocus": True}
        ),
    )


class _CodeMixin(forms.Form):
    """A code of the app or of the card, whichever fits."""

    user: Any
    authenticator: Authenticator

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code_field(
            _("Code"), _("Six digits shown by the app, or an unused code of the code card.")
        )

    def clean_code(self) -> str:
        tried = CODES.begin(context.request, str(self.user.pk))
        code = str(self.cleaned_data["code"])
        codes = Authenticator.objects.filter(user=self.user).exclude(type=Authenticator.Type.WEBAUTHN)
        for factor in codes.order_by("-type"):
            if factor.wrap().validate_code(code):
                tried.was_right()
                factor.user = self.user
                self.authenticator = factor
                return code
        tried.was_wrong()
        raise get_adapter().validation_error("incorrect_code")


class CodeForm(_CodeMixin, AuthenticateForm):
    """At signing in."""


class ConfirmByCodeForm(_CodeMixin, ReauthenticateByCodeForm):
    """Once more, before something that protects the account is changed."""


class ConfirmByPasswordForm(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = forms.CharField(
            label=_("Password"),
            max_length=128,
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
        )


class _KeyMixin(forms.Form):
    """What the browser says on behalf of a key is read by a library that breaks on what is no such answer."""

    def full_clean(self) -> None:
        try:
            super().full_clean()
        except (AttributeError, KeyError, TypeError, ValueError):
            self.cleaned_data = {}
            self.add_error(None, ValidationError(_("The security key was not recognised. Please try once more.")))


class AnswerByKeyForm(_KeyMixin, AuthenticateWebAuthnForm):
    """At signing in."""


class ConfirmByKeyForm(_KeyMixin, ReauthenticateWebAuthnForm):
    """Once more, before something that protects the account is changed."""


class AddKeyForm(_KeyMixin, AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            label=_("Name of the key"),
            max_length=60,
            required=False,
            help_text=_("To tell several keys apart, for example: blue key, spare key."),
        )


class AddAppForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code_field(_("Code shown by the app"), _("Six digits; a new code every 30 seconds."))
