from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "demo"

    def ready(self) -> None:
        from demo import preparation  # noqa: PLC0415  models must be loaded first

        preparation.register()
