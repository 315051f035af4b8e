"""The password everybody knows is for invented people only, and nobody's password is their own name."""

import re
from typing import Final

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.text.vietnamese import fold

_FEWEST_OF_NAME: Final = 4
_MOST_BESIDES: Final = 3


class NotTheDemonstrationPassword:
    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if password == settings.SEN_DEMO_PASSWORD and not getattr(user, "is_demo", False):
            raise ValidationError(_("This is the password of the demonstration, which is publicly known."))

    def get_help_text(self) -> str:
        return ""


class NotTheOwnName:
    """Refuses `nguyenvanduc1990` of *Nguyễn Văn Đức*.

    Django compares a password with the name as it is written, and marks and blanks make the two look unlike. Here
    both are folded: what is left without the words of the name, digits and signs must be more than a few letters.
    """

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        words = {word for word in re.split(r"[^a-z]+", fold(getattr(user, "full_name", ""))) if len(word) > 1}
        if not words:
            return
        letters = re.sub(r"[\W\d_]+", "", fold(password))
        longest_first = "|".join(sorted(words, key=len, reverse=True))
        besides = re.sub(longest_first, "", letters)
        if len(besides) <= _MOST_BESIDES and len(letters) - len(besides) >= _FEWEST_OF_NAME:
            raise ValidationError(_("The password is hardly more than your name and digits, which is easily guessed."))

    def get_help_text(self) -> str:
        return ""
