"""What this room does when an installation is prepared."""

from django.conf import settings

from accounts.domain.administrators import administrator_exists, make_setup_link
from operations.domain.preparation import Say, register_preparation


def offer_setup_link(say: Say) -> None:
    """Without demonstration accounts and without an administrator nobody could begin."""
    if settings.SEN_DEMO == "0" and not administrator_exists():
        say(f"SETUP_LINK={make_setup_link()}")


def register() -> None:
    register_preparation(900, "set-up link", offer_setup_link)
