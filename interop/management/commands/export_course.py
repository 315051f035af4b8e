"""`export_course SLUG FILE`: write a course package, a directory where FILE ends in `/`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from courses.models import Course
from interop.domain.packages import PackageError, export_package


class Command(BaseCommand):
    help = "Export a course as a package (docs/course-package.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("file")

    def handle(self, *args: Any, **options: Any) -> None:
        course = Course.objects.filter(slug=options["slug"]).first()
        if course is None:
            raise CommandError(_("There is no course “%(slug)s”.") % {"slug": options["slug"]})
        path = Path(options["file"])
        if options["file"].endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
        try:
            export_package(course, path, reader=None)
        except PackageError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(str(path))
