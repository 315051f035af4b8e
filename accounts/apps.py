from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import preparation  # noqa: PLC0415
        from accounts.domain import audit_words, erasing, personal_data  # noqa: PLC0415

        audit_words.register()
        erasing.register()
        personal_data.register()
        preparation.register()
