from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import preparation, receivers  # noqa: F401, PLC0415
        from accounts.domain import audit_words, erasing, personal_data, sign_ins  # noqa: PLC0415

        audit_words.register()
        erasing.register()
        personal_data.register()
        sign_ins.register()
        preparation.register()
