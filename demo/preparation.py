"""What this room does when an installation is prepared."""

from django.conf import settings

from accounts.models import User
from demo.domain.loading import is_loaded, load_demo
from demo.domain.scales import SCALES
from operations.domain.preparation import Say, register_preparation

SEED = 2026


def prepare_demo(say: Say) -> None:
    """Load the demonstration the first time, unless it was switched off or real people are there."""
    if settings.SEN_DEMO not in SCALES or is_loaded() or User.objects.filter(is_demo=False).exists():
        return
    load_demo(scale=settings.SEN_DEMO, seed=SEED, say=say)


def register() -> None:
    register_preparation(300, "demonstration", prepare_demo)
