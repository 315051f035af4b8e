from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "demo"

    def ready(self) -> None:
        from demo import preparation  # noqa: PLC0415  models must be loaded first
        from demo.domain import audit_words  # noqa: PLC0415

        audit_words.register()
        preparation.register()
