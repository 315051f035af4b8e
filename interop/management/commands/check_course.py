"""`check_course FOLDER_OR_ZIP …`: what of the house rules course packages break."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from interop.course_check import RULES, check_course


class Command(BaseCommand):
    help = "Check course packages against the house rules (docs/course-package.md). Exit status 1: something to mend."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("packages", nargs="+", type=Path, metavar="FOLDER_OR_ZIP")
        parser.add_argument(
            "--without", action="append", default=[], choices=sorted(RULES), help="leave out a rule; may be repeated"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        total = 0
        for path in options["packages"]:
            findings = check_course(path, without=options["without"])
            total += len(findings)
            for finding in findings:
                self.stdout.write(f"{path.name}/{finding}")
            if not findings:
                self.stdout.write(_("%(package)s: nothing to mend.") % {"package": path.name})
        if total:
            raise CommandError(_("%(count)d findings.") % {"count": total})
