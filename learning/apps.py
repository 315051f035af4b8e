from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "learning"

    def ready(self) -> None:
        from courses.domain.readers import register_reader  # noqa: PLC0415  models must be loaded first
        from learning import receivers, tasks  # noqa: F401, PLC0415
        from learning.domain import (  # noqa: PLC0415
            audit_subjects,
            audit_words,
            consequences,
            edition_notices,
            integrity,
            notices,
            personal_data,
            reading,
            retention,
        )

        register_reader(reading.learner_may_read)
        audit_subjects.register()
        audit_words.register()
        consequences.register()
        edition_notices.register()
        integrity.register()
        notices.register()
        personal_data.register()
        retention.register()
