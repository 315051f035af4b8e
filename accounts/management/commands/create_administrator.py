"""`manage.py create_administrator`: a one-time link for making an administrator."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.domain.administrators import make_setup_link


class Command(BaseCommand):
    help = "Print a one-time link, valid 30 minutes, with which an administrator account is made."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(make_setup_link())
