"""The courses that come with the product, loaded once by the ordinary import."""

import json
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from courses.models import Course
from interop.domain.packages import import_package
from operations.domain.preparation import Say, register_preparation

STARTER: Final = Path(__file__).resolve().parent.parent / "starter"


def register() -> None:
    register_preparation(order=200, name="starter course", act=load_starter_courses)


def load_starter_courses(say: Say) -> None:
    """Import and publish each starter course that this installation does not know yet."""
    known = set(Course.objects.values_list("slug", flat=True))
    for manifest in sorted(STARTER.glob("*/course.json")):
        if json.loads(manifest.read_text(encoding="utf-8"))["slug"] not in known:
            imported = import_package(manifest.parent, actor=None, publish=True)
            say(_("Course “%(title)s” has been loaded.") % {"title": imported.course.title_vi})
