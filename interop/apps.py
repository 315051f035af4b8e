from django.apps import AppConfig


class InteropConfig(AppConfig):
    name = "interop"

    def ready(self) -> None:
        from accounts.signals import person_erased  # noqa: PLC0415  models must be loaded first
        from interop import tasks  # noqa: F401, PLC0415  models must be loaded first
        from interop.domain import audit_words, integrity, list_approvals, personal_data, retention, starter  # noqa: PLC0415

        audit_words.register()
        integrity.register()
        list_approvals.register()
        personal_data.register()
        retention.register()
        person_erased.connect(retention.forget_person, dispatch_uid="interop.forget_person")
        starter.register()
