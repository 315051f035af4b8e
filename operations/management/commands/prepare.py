"""`manage.py prepare`: make the installation ready to serve. Runs at every start, quick when all is done."""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.management import call_command
from django.core.management.base import BaseCommand

from operations.domain.database_files import make_database_file
from operations.domain.preparation import preparations
from operations.domain.preparedness import count_pending_migrations
from operations.domain.safety import Refusal, configuration_refusal, database_refusal, people_refusal

UNSAFE: Final = 4  # exit code that `bin/start` knows


class Command(BaseCommand):
    help = "Check, migrate, collect static files, load what belongs to every installation."
    requires_system_checks = "__all__"

    def handle(self, *args: Any, **options: Any) -> None:
        self._refuse_if(configuration_refusal())
        make_database_file()
        self._refuse_if(database_refusal())
        self._migrate()
        self._refuse_if(people_refusal())
        self._collect_static_files()
        for step in preparations():
            step.act(self.say)

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _refuse_if(self, refusal: Refusal | None) -> None:
        if refusal:
            self.say(refusal.english)
            self.say(refusal.vietnamese)
            sys.exit(UNSAFE)

    def _migrate(self) -> None:
        if pending := count_pending_migrations():
            self.say(f"Preparing the database ({pending} migrations) …")
            call_command("migrate", interactive=False, verbosity=0)
        if isinstance(caches["default"], DatabaseCache):
            call_command("createcachetable", verbosity=0)

    def _collect_static_files(self) -> None:
        """Only when a source has changed: compressing all of them takes a while."""
        stamp = settings.SEN_DATA / "static.sha256"
        digest = _digest_of_sources()
        if stamp.exists() and stamp.read_text(encoding="ascii") == digest:
            return
        self.say("Preparing scripts and styles …")
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(digest, encoding="ascii")


def _digest_of_sources() -> str:
    """Of names, sizes and times; where the files are to go counts as well."""
    digest = hashlib.sha256(str(settings.STATIC_ROOT).encode())
    for name, path in sorted(_sources()):
        state = path.stat()
        digest.update(f"{name}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _sources() -> Iterator[tuple[str, Path]]:
    for finder in get_finders():
        for name, storage in finder.list(ignore_patterns=None):
            yield name, Path(storage.path(name))
