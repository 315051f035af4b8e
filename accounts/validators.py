"""The password everybody knows is for invented people only."""

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class NotTheDemonstrationPassword:
    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if password == settings.SEN_DEMO_PASSWORD and not getattr(user, "is_demo", False):
            raise ValidationError(_("This is the password of the demonstration, which is publicly known."))

    def get_help_text(self) -> str:
        return ""
