"""Deleting rows together with everything that cannot be without them, in set-wise statements."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.apps import apps
from django.db import connection
from django.db.models import ForeignObjectRel, Model, QuerySet

Rows = QuerySet[Any]

# These may be empty in the table, but a row without them would say something else.
_NEVER_EMPTIED: Final = frozenset({"committees.RoleGrant.committee", "learning.Campaign.committee"})


def erase(rows: Rows, counts: Counter[str]) -> None:
    """Delete `rows`: what must point at them goes first, what may point at nothing is emptied.

    `counts` gains the number of deleted rows by table. Runs inside an erasure window.
    """
    which = rows.order_by().values("pk")
    for relation in _relations(rows.model):
        dependents = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": which})
        if relation.field.null and str(relation.field) not in _NEVER_EMPTIED:
            dependents.update(**{relation.field.name: None})
        elif dependents.exists():
            erase(dependents, counts)
    counts[rows.model._meta.label] += rows.order_by()._raw_delete(rows.db)


@contextmanager
def indexed_keys(*models: type[Model]) -> Iterator[None]:
    """Give every foreign key to the models an index for a while.

    The database looks for rows that point at each deleted row; without an index that is a scan of
    the whole table each time, which PostgreSQL does even for rows deleted in the same transaction.
    """
    names = []
    _check_now()
    with connection.cursor() as cursor:
        for number, field in enumerate(_keys_without_index(models)):
            name = f"demo_erasing_{number}"
            table, column = map(connection.ops.quote_name, (field.model._meta.db_table, field.column))
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {table} ({column})")
            names.append(name)
    yield
    _check_now()
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP INDEX IF EXISTS {name}")


def _check_now() -> None:
    """In an outer transaction PostgreSQL alters no table with foreign keys still to be checked."""
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        connection.check_constraints()


def _relations(model: type[Model]) -> Iterator[ForeignObjectRel]:
    """Foreign keys of other tables to this one, those of hidden link tables included."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and relation.field.concrete and not relation.many_to_many:
            yield relation


def _keys_without_index(models: tuple[type[Model], ...]) -> Iterator[Any]:
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            if field.related_model in models and not getattr(field, "db_index", False) and not field.unique:
                yield field
