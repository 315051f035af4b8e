"""`manage.py restore DIR`: fill a new installation from a backup."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from operations.domain.backup import has_this_key, restore_backup
from operations.errors import BackupError


class Command(BaseCommand):
    help = "Fill a new installation (an empty SEN_DATA, an empty database) from the backup in DIR, and check it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"].resolve()
        try:
            count = restore_backup(folder)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Database and {count} files restored; checking …")
        # A backup of an older Sen is brought up to date first.
        call_command("migrate", interactive=False, verbosity=0)
        if not has_this_key(folder):
            self.stderr.write(
                "Another signing key is in use here than where the backup was made: everyone signs in anew, and "
                "second factors have to be set up again, unless the old key is put back."
            )
        try:
            call_command("verify_integrity", stdout=self.stdout)
        except SystemExit:
            sys.exit(1)
