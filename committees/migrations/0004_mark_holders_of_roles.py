from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def mark_holders(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    holders = apps.get_model("committees", "RoleGrant").objects.values("user")
    apps.get_model("accounts", "User").objects.filter(pk__in=holders).update(has_held_roles=True)


class Migration(migrations.Migration):
    dependencies = [("committees", "0003_correction_request"), ("accounts", "0005_has_held_roles")]

    operations = [migrations.RunPython(mark_holders, migrations.RunPython.noop)]
