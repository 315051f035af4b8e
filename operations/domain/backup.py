"""A copy of everything Sen holds, in a folder that `sha256sum --check` can check without Sen.

    SHA256SUMS            every other file with its checksum; written last, so a folder without it is unfinished
    backup.json           what was backed up, when, and the migrations the database had
    database.sqlite3      the database, or
    database.pgdump       …of PostgreSQL, in the format of pg_dump
    files/…               pictures, documents, certificates, files of jobs

Neither the signing key nor any other secret is in it.
"""

import hashlib
import hmac
import json
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from operations.domain import audit
from operations.domain.database_dumps import dump_database, dump_name, is_empty, load_database
from operations.domain.database_files import make_database_file
from operations.domain.files import walk
from operations.errors import BackupError

FORMAT: Final = 1
SUMS: Final = "SHA256SUMS"
ABOUT: Final = "backup.json"
FILES: Final = "files"


def make_backup(folder: Path) -> int:
    """Write a backup to `folder`, which must be empty or not exist; gives the number of stored files.

    People may go on working. The database is as it was at one moment, and each file it names is there:
    files are copied before that moment and again, those that came since, after it.

    Raises:
        BackupError: the folder is not empty, or the database could not be dumped.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(_("%(folder)s is not empty.") % {"folder": folder})
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    with transaction.atomic():
        audit.record(action="backup.made", actor=None, target=Site.objects.get(is_default_site=True))
    sums = dict(_copy_files(folder, known={}))
    dump = folder / dump_name()
    dump_database(dump)
    dump.chmod(0o600)
    sums |= dict(_copy_files(folder, known=sums))
    count = len(sums)
    sums[dump.name] = _sha256(dump)
    _write(folder / ABOUT, json.dumps(_about(), indent=2))
    sums[ABOUT] = _sha256(folder / ABOUT)
    lines = (f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
    _write(folder / SUMS, "".join(lines))
    return count


def restore_backup(folder: Path) -> int:
    """Fill a new installation from `folder`; gives the number of stored files.

    Everything is checked before anything is written.

    Raises:
        BackupError: the backup is unfinished, changed, of a newer Sen or of another kind of database, or
            the installation is not new.
    """
    sums = _read_sums(folder)
    about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    dump = next((name for name in sums if PurePosixPath(name).parent == PurePosixPath() and name != ABOUT), "")
    _refuse_what_is_newer(about)
    make_database_file()
    if not is_empty() or any(walk(default_storage, "")):
        raise BackupError(
            _("The installation is not new. Name an empty SEN_DATA and, with PostgreSQL, an empty database.")
        )
    load_database(folder / dump)
    stored = [name for name in sums if name.startswith(f"{FILES}/")]
    for name in stored:
        with (folder / name).open("rb") as file:
            default_storage.save(name.removeprefix(f"{FILES}/"), file)
    return len(stored)


def has_this_key(folder: Path) -> bool:
    """Whether the backup was made where secrets were sealed with the key that is in use here."""
    about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    return hmac.compare_digest(about["key"], _fingerprint())


def _copy_files(folder: Path, known: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Copy what is stored and not `known`; yields each name in the backup with its checksum."""
    for stored in walk(default_storage, ""):
        name = f"{FILES}/{stored}"
        if name in known:
            continue
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with default_storage.open(stored) as source, path.open("xb") as target:
                shutil.copyfileobj(source, target)
        except FileNotFoundError:  # swept away since the folder was listed
            continue
        path.chmod(0o600)
        yield name, _sha256(path)


def _about() -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "database": connection.vendor,
        "migrations": sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations()),
        "key": _fingerprint(),
    }


def _fingerprint() -> str:
    """Tells one signing key from another without giving it away."""
    return hmac.new(settings.SECRET_KEY.encode(), b"operations.backup", hashlib.sha256).hexdigest()


def _read_sums(folder: Path) -> dict[str, str]:
    """The checksums by name, each compared with its file."""
    path = folder / SUMS
    if not path.is_file():
        raise BackupError(
            _("%(folder)s holds no finished backup: %(name)s is missing.") % {"folder": folder, "name": SUMS}
        )
    sums = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        digest, _gap, name = line.partition("  ")
        if ".." in PurePosixPath(name).parts or PurePosixPath(name).is_absolute():
            raise BackupError(_("%(name)s leads out of the backup.") % {"name": name})
        if not (folder / name).is_file() or _sha256(folder / name) != digest:
            raise BackupError(_("%(name)s is missing or was changed since the backup.") % {"name": name})
        sums[name] = digest
    return sums


def _refuse_what_is_newer(about: dict[str, Any]) -> None:
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    ours = {config.label for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR}
    # Libraries squash theirs and forget the old names; of ours none disappears.
    needed = {name for name in about["migrations"] if name.partition(".")[0] in ours}
    if about["format"] != FORMAT or not needed <= known:
        raise BackupError(_("The backup was made by a newer version of Sen. Install that version first."))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
