"""Who has to sign in with two factors."""

from django.conf import settings

from accounts.models import User


def needs_second_factor(user: User) -> bool:
    """Whoever holds or has held a role above cadre; known from the account, without a further statement.

    Not in a demonstration, whose passwords are public: there it would keep out nobody.
    """
    return settings.SEN_SECOND_FACTOR_REQUIRED and (user.has_held_roles or user.is_superuser)
