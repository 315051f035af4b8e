"""`filter(code__any_of=codes)`: one of many values, in one statement however many there are.

`IN` takes each value as a parameter. SQLite has a limit to them, and each length is a statement of its own to be
planned; once planned for any values, PostgreSQL compares every row of the table with every value. Here the list is
one parameter: an array for PostgreSQL, JSON for SQLite.
"""

import json
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignObject, Lookup
from django.db.models.sql.compiler import SQLCompiler

_ARRAYS: Final[dict[type, str]] = {int: "bigint[]", str: "text[]"}


class AnyOf(Lookup):
    """Of whole numbers or of texts; nothing is one of none."""

    lookup_name = "any_of"
    prepare_rhs = False

    def get_prep_lookup(self) -> list[Any]:
        return [getattr(value, "pk", value) for value in self.rhs]

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        values = "(SELECT value FROM json_each(%s))"
        return f"{column} IN {values}", (*parameters, json.dumps(self.rhs))

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::{_ARRAYS[type(self.rhs[0])]})", (*parameters, self.rhs)

    def process_lhs(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, lhs: Any = None
    ) -> tuple[str, tuple[Any, ...]]:
        if not self.rhs:
            raise EmptyResultSet
        return super().process_lhs(compiler, connection, lhs)


def register() -> None:
    """Known to every column; keys of other tables inherit none of the lookups of columns."""
    Field.register_lookup(AnyOf)
    ForeignObject.register_lookup(AnyOf)
