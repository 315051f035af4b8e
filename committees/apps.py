from django.apps import AppConfig


class CommitteesConfig(AppConfig):
    name = "committees"

    def ready(self) -> None:
        from committees import receivers, tasks  # noqa: F401, PLC0415  models must be loaded first
        from committees.domain import registrations  # noqa: PLC0415

        registrations.register()
