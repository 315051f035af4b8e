from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"

    def ready(self) -> None:
        from certificates import receivers  # noqa: F401, PLC0415  models must be loaded first
        from certificates.domain import (  # noqa: PLC0415
            audit_subjects,
            audit_words,
            consequences,
            integrity,
            notices,
            personal_data,
            retention,
        )

        audit_subjects.register()
        audit_words.register()
        consequences.register()
        integrity.register()
        notices.register()
        personal_data.register()
        retention.register()
