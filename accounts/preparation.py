"""What this room does when an installation is prepared."""

from django.conf import settings

from accounts.domain.administrators import is_set_up, make_setup_link
from operations.domain.preparation import Say, register_preparation


def offer_setup_link(say: Say) -> None:
    """Without demonstration accounts and without a first administrator nobody could begin."""
    if settings.SEN_DEMO == "0" and not is_set_up():
        say(f"SETUP_LINK={make_setup_link()}")


def register() -> None:
    register_preparation(900, "set-up link", offer_setup_link)
