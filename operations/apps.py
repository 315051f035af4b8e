from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "operations"

    def ready(self) -> None:
        from operations import tasks  # noqa: F401, PLC0415
        from operations.domain import (  # noqa: PLC0415
            approval_notices,
            audit_subjects,
            audit_words,
            health,
            invariants,
            job_notices,
            own_trail,
            retention,
            retention_kinds,
        )

        audit_subjects.register()
        audit_words.register()
        invariants.register()
        job_notices.register()
        own_trail.register()
        retention.register()
        retention_kinds.register()
        approval_notices.register()
        health.register_health("worker", health.worker_health)
