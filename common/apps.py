from typing import Any

from django import forms
from django.apps import AppConfig
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy

from common.db import any_of
from common.db.append_only import restore_guards
from common.db.erasure import prepare_connection
from common.db.row_guards import lift_row_guards


class CommonConfig(AppConfig):
    name = "common"
    label = "common"
    verbose_name = "Common"

    def ready(self) -> None:
        # Nothing can be typed into a list: its message asks to choose.
        forms.ChoiceField.default_error_messages["required"] = gettext_lazy("Please choose one.")
        any_of.register()
        connection_created.connect(prepare_connection, dispatch_uid="common.append_only")
        pre_migrate.connect(_lift_guards, sender=self, dispatch_uid="common.row_guards")
        post_migrate.connect(_restore_guards, sender=self, dispatch_uid="common.append_only")


def _lift_guards(*, using: str, plan: list[Any] | None = None, **_: Any) -> None:
    """SQLite rebuilds no table that a trigger of another table names."""
    if plan and connections[using].vendor == "sqlite":
        lift_row_guards(connections[using])


def _restore_guards(*, using: str, plan: list[Any] | None = None, **_: Any) -> None:
    """After a migrate that changed something: SQLite loses triggers when it rebuilds a table."""
    if plan and connections[using].vendor == "sqlite":
        restore_guards(connections[using])
