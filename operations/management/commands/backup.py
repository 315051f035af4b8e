"""`manage.py backup DIR`: everything Sen holds, while people go on working."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from operations.domain.backup import make_backup
from operations.domain.preparedness import require_prepared_database
from operations.errors import BackupError


class Command(BaseCommand):
    help = "Write a backup of the database and all files to DIR, a new or empty folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        require_prepared_database()
        folder: Path = options["folder"].resolve()
        if folder.is_relative_to(settings.SEN_DATA):
            raise CommandError("Inside SEN_DATA a backup is lost together with it. Name a folder on another disk.")
        try:
            count = make_backup(folder)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Database and {count} files: {folder}")
        self.stdout.write("The signing key is not in it: keep SEN_SECRET_KEY or SEN_DATA/secret.key safe elsewhere.")
