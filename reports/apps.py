from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from reports import receivers, tasks  # noqa: F401, PLC0415  models must be loaded first
        from reports.domain import audit_words, integrity  # noqa: PLC0415

        audit_words.register()
        integrity.register()
