"""Every screen of every role, to be looked at: `python -m tests.browser.gallery [ROLE …]`.

Starts the real program, signs in as each role and follows the links of its own screens: one picture for each route,
and for each state that has its own. Then it walks through the screens that stand behind forms; what another role must
have done before is done first, without pictures, unless that role is taken too. Each screen is kept at three widths in
light and dark, and as it prints, in `artefacts/gallery/<role>/`, with an `index.html` that shows them side by side.
"""

import argparse
import importlib.util
import os
import sys

NO_PLAYWRIGHT = "The gallery needs the packages of the tests, which bin/test installs. Type once: bin/test --version"


def main(arguments: list[str]) -> int:
    if importlib.util.find_spec("playwright") is None:
        sys.exit(NO_PLAYWRIGHT)
    # Screens are told apart by the routes of the program.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")
    import django

    django.setup()
    from tests.browser.running import running_browser
    from tests.browser.taking import WALKS, make_gallery

    parser = argparse.ArgumentParser(
        prog="python -m tests.browser.gallery",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("roles", nargs="*", metavar="ROLE", help=f"all if none is named: {', '.join(WALKS)}")
    asked = parser.parse_args(arguments).roles
    if unknown := [role for role in asked if role not in WALKS]:
        parser.error(f"no such role: {', '.join(unknown)}")
    # In the order in which one needs the other, however they are named.
    roles = tuple(role for role in WALKS if role in (asked or WALKS))
    with running_browser() as (browser, installation):
        failures = make_gallery(browser, installation, roles)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
