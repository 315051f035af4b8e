from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "assessments"

    def ready(self) -> None:
        from assessments import tasks  # noqa: F401, PLC0415  models must be loaded first
        from assessments.domain import (  # noqa: PLC0415
            audit_words,
            contest_notices,
            correction_approval,
            invariants,
            notices,
            personal_data,
            retention,
        )
        from operations.domain.integrity import register_invariant  # noqa: PLC0415

        audit_words.register()
        notices.register()
        personal_data.register()
        retention.register()
        contest_notices.register()
        correction_approval.register()
        register_invariant("I2", _("No answer after its deadline, none out of order"), invariants.check_answers)
        register_invariant("I3", _("Attempts within the limit, scores as the answers say"), invariants.check_attempts)
