"""Compare the roll-ups with a recount of the enrolments."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from operations.domain.preparedness import require_prepared_database
from reports.domain.rollups import compare


class Command(BaseCommand):
    help = "Compares roll-ups plus pending changes with a recount; exits 1 where a figure is off."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the differences as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        require_prepared_database()
        differences = [asdict(difference) for difference in compare()]
        if options["json"]:
            self.stdout.write(json.dumps({"equal": not differences, "differences": differences}))
        else:
            for difference in differences:
                self.stdout.write(json.dumps(difference))
            self.stdout.write(f"{len(differences)} differences")
        if differences:
            raise SystemExit(1)
