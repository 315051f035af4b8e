"""What the guards of tables have in common as operations of a migration: they are in the database alone."""

from collections.abc import Sequence
from typing import ClassVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState


class Guard(Operation):
    """Statements that put a guard into the database, and those that take it away again."""

    category: ClassVar = OperationCategory.ADDITION
    reduces_to_sql = True
    reversible = True

    def create_statements(self, connection: BaseDatabaseWrapper) -> Sequence[str]:
        """SQL that a migration runs to create the guard or to replace it."""
        raise NotImplementedError

    def drop_statements(self, connection: BaseDatabaseWrapper) -> Sequence[str]:
        """SQL that drops it."""
        raise NotImplementedError

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Models are as before."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for statement in self.create_statements(schema_editor.connection):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for statement in self.drop_statements(schema_editor.connection):
            schema_editor.execute(statement, params=None)
