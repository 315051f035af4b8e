from django.apps import AppConfig


class InteropConfig(AppConfig):
    name = "interop"

    def ready(self) -> None:
        from interop import tasks  # noqa: F401, PLC0415  models must be loaded first
        from interop.domain import audit_words, list_approvals, personal_data, starter  # noqa: PLC0415

        audit_words.register()
        list_approvals.register()
        personal_data.register()
        starter.register()
