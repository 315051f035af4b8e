"""Make all roll-ups anew from the enrolments."""

from typing import Any

from django.core.management.base import BaseCommand

from operations.domain.preparedness import require_prepared_database
from reports.domain.rollups import rebuild


class Command(BaseCommand):
    help = "Makes all roll-ups anew from the enrolments; the pending changes are counted in."

    def handle(self, *args: Any, **options: Any) -> None:
        require_prepared_database()
        self.stdout.write(f"{rebuild()} rows made")
