"""`drop_demo`: remove the invented people, units and results."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from demo.domain.erasing import drop_demo
from demo.errors import DemoError


class Command(BaseCommand):
    help = "Remove everything that load_demo made and what hangs on it."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            drop_demo(self.stdout.write)
        except DemoError as error:
            raise CommandError(str(error)) from error
