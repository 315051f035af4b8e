"""`import_course FILE`: read a course package, a ZIP file or a directory."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from interop.domain.packages import PackageError, import_package


class Command(BaseCommand):
    help = "Import a course package (docs/course-package.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--publish", action="store_true", help="publish a sample course that is new")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            imported = import_package(options["file"], actor=None, publish=options["publish"])
        except PackageError as error:
            raise CommandError(str(error)) from error
        if imported.changes:
            said = _("Course “%(title)s”: %(changes)d changes.")
        else:
            said = _("Course “%(title)s”: nothing to change.")
        self.stdout.write(said % {"title": imported.course.title_vi, "changes": imported.changes})
