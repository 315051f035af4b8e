"""The sort key of names is made to be compared byte by byte; PostgreSQL must not collate it."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def use_byte_order(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute('ALTER TABLE accounts_user ALTER COLUMN sort_name TYPE varchar(300) COLLATE "C"')


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(use_byte_order, migrations.RunPython.noop)]
