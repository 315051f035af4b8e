"""I9: every file a row names is there, and every stored file has a row.

Asked of all columns for files of all installed models, Wagtail's libraries among them, so that no room has to say
so and no column is forgotten. Nothing is left out: a rendition is made on demand, but once its row is there Wagtail
serves its file and makes no other; what has no row yet (a package that waits for its job) is younger than a day.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import FileField, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from operations.domain.files import ORPHAN_AFTER, walk
from operations.domain.integrity import Finding

BATCH: Final = 2000

Column = tuple[type[Model], FileField]


def file_columns() -> list[Column]:
    """Each column once, with the model whose table holds it."""
    return [
        (model, field)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_fields
        if isinstance(field, FileField)
    ]


def names_of_files() -> Iterator[str]:
    """Every name in every column."""
    for model, field in file_columns():
        yield from (name for _key, name in _rows(model, field))


def missing_files() -> Iterator[tuple[str, str]]:
    """The row, such as "certificates.certificate 7", and the name of each file that is not there."""
    for model, field in file_columns():
        for key, name in _rows(model, field):
            if not field.storage.exists(name):
                yield f"{model._meta.label_lower} {key}", name


def files_without_a_row(now: datetime) -> Iterator[str]:
    """What no row names, a day after a crash may have left it.

    The names are read before the folders: a file stored since then is young. They are held in memory at once, some
    hundred bytes each; asking for each name instead would read whole tables, as no index leads to a name.
    """
    known = set(names_of_files())
    for name in walk(default_storage, ""):
        if name not in known and _is_older(name, now - ORPHAN_AFTER):
            yield name


def check_files() -> Iterator[Finding]:
    for row, name in missing_files():
        yield Finding(_("A file is missing."), f"{row}, {name}")
    for name in files_without_a_row(timezone.now()):
        yield Finding(_("A file belongs to nothing."), name)


def _rows(model: type[Model], field: FileField) -> Iterator[tuple[object, str]]:
    rows = model._base_manager.exclude(**{field.attname: ""}).exclude(**{f"{field.attname}__isnull": True})
    return rows.order_by().values_list("pk", field.attname).iterator(chunk_size=BATCH)


def _is_older(name: str, moment: datetime) -> bool:
    try:
        return default_storage.get_modified_time(name) < moment
    except FileNotFoundError:  # removed since the folder was listed
        return False
