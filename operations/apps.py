from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "operations"

    def ready(self) -> None:
        from operations import tasks  # noqa: F401, PLC0415
        from operations.domain import approval_notices, health, invariants, job_notices, own_trail  # noqa: PLC0415

        invariants.register()
        job_notices.register()
        own_trail.register()
        approval_notices.register()
        health.register_health("worker", health.worker_health)
