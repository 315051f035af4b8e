"""`load_demo --scale office|province|nation --seed N`: invented people and results."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo.domain.loading import load_demo
from demo.domain.scales import SCALES
from demo.errors import DemoError

DEFAULT_SEED = 2026


class Command(BaseCommand):
    help = "Load invented people and results, marked as such; drop_demo removes them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", choices=sorted(SCALES), default="office")
        parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
        parser.add_argument("--people", type=int, help="Another number of people than the scale has (for tests).")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            load_demo(scale=options["scale"], seed=options["seed"], people=options["people"], say=self.stdout.write)
        except DemoError as error:
            raise CommandError(str(error)) from error
