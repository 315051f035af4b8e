"""`manage.py verify_integrity`: exit 0 only if every invariant holds."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from operations.domain.integrity import InvariantResult, check_all
from operations.domain.preparedness import require_prepared_database


class Command(BaseCommand):
    help = "Check everything that must always be true of the data; exit 0 only if all of it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        require_prepared_database()
        results = check_all()
        self.stdout.write(_as_json(results) if options["json"] else _as_text(results))
        if not all(result.holds for result in results):
            sys.exit(1)


def _as_json(results: list[InvariantResult]) -> str:
    invariants = [{**asdict(result), "holds": result.holds} for result in results]
    holds = all(result.holds for result in results)
    return json.dumps({"holds": holds, "invariants": invariants}, ensure_ascii=False, indent=2)


def _as_text(results: list[InvariantResult]) -> str:
    lines = []
    for result in results:
        lines.append(f"{'ok ' if result.holds else 'BAD'} {result.code:<4} {result.title}")
        lines.extend(f"         {finding.message} [{finding.object}]" for finding in result.findings)
    return "\n".join(lines)
