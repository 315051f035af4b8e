from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def forget_second_choice(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What was once chosen in Wagtail's own page would go before the choice of Sen, and can no longer be changed."""
    profiles = apps.get_model("wagtailusers", "UserProfile").objects
    profiles.exclude(preferred_language="").update(preferred_language="")


class Migration(migrations.Migration):
    dependencies = [("courses", "0008_edition_legal_basis"), ("wagtailusers", "0015_userprofile_keyboard_shortcuts")]

    operations = [migrations.RunPython(forget_second_choice, migrations.RunPython.noop, elidable=True)]
