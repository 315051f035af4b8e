"""The catalogues of the packages that authors meet, and what of them has no Vietnamese yet.

After an upgrade of a package, `python -m tests.architecture.overlay` prints what is new, ready to
be pasted into `lms/locale_overlay/<package>/vi/LC_MESSAGES/`.
"""

import os
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import django
import polib
from django.utils.translation import trans_real
from django.utils.translation.trans_real import DjangoTranslation

from tests.architecture.sources import CHECKOUT

OVERLAY: Final = CHECKOUT / "lms" / "locale_overlay"
# By package, the parts that nobody's role can reach (see courses/middleware.py): their words are left as they come.
CLOSED: Final[dict[str, tuple[str, ...]]] = {
    "wagtail": ("api/", "apps.py", "contrib/", "models/sites.py", "models/workflows.py"),
    "wagtail.admin": (
        "forms/workflows.py", "views/collections.py", "views/generic/workflow.py", "views/pages/workflow.py",
        "views/reports/", "views/workflows.py", "widgets/workflows.py",
        *(f"templates/wagtailadmin/{part}" for part in (
            "account/password_reset/", "collection_privacy/", "collections/", "generic/confirm_workflow", "home/",
            "login.html", "notifications/", "pages/confirm_convert_alias", "pages/confirm_unpublish",
            "pages/confirm_workflow", "reports/", "shared/workflow_history/", "workflows/",
        )),
    ),
    "wagtail.images": (),
    "wagtail.documents": (),
    "wagtail.embeds": (),
    "wagtail.search": (),
    "wagtail.snippets": ("apps.py", "bulk_actions/", "templates/", "views/"),
    "wagtail.users": ("apps.py", "forms.py", "templates/", "templatetags/", "utils.py", "views/"),
    "wagtailmedia": (),
    "taggit": (),
    # Only its sign-in is open, with our form and page.
    "allauth": (
        "account/admin.py", "headless/", "idp/", "mfa/", "socialaccount/", "templates/", "usersessions/",
    ),
    "django": ("conf/global_settings.py", "db/models/fields/", "views/"),
    "django.contrib.auth": ("contrib/auth/admin.py", "contrib/auth/forms.py"),
    "django.contrib.contenttypes": ("contrib/contenttypes/views.py",),
    "django.contrib.sessions": (),
}  # fmt: skip


def upstream_catalogue(package: str, domain: str = "django", language: str = "en") -> Path:
    """Where a package keeps its own texts."""
    spec = find_spec(package)
    assert spec is not None and spec.origin is not None
    folder = Path(spec.origin).parent
    return (folder / "conf" if package == "django" else folder) / f"locale/{language}/LC_MESSAGES/{domain}.po"


def untranslated(package: str, domain: str = "django") -> Iterator[polib.POEntry]:
    """The texts outside the closed parts that would be shown in English."""
    known = _known_to_scripts(package) if domain == "djangojs" else trans_real.translation("vi")._catalog
    for entry in polib.pofile(str(upstream_catalogue(package, domain))):
        key = f"{entry.msgctxt}\x04{entry.msgid}" if entry.msgctxt else entry.msgid
        is_known = (key, 0) in known or (not entry.msgid_plural and key in known)
        places = [place for place, _line in entry.occurrences]
        if not is_known and not (places and all(place.startswith(CLOSED[package]) for place in places)):
            yield entry


def _known_to_scripts(package: str) -> dict[Any, Any]:
    catalogue: dict[Any, Any] = DjangoTranslation(
        "vi", domain="djangojs", localedirs=[str(upstream_catalogue(package).parents[2])]
    )._catalog
    return catalogue


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")
    django.setup()
    for name in CLOSED:
        for kind in ("django", "djangojs"):
            if upstream_catalogue(name, kind).exists():
                for missing in untranslated(name, kind):
                    sys.stdout.write(f"# {name}, {kind}.po\n{missing}\n")
