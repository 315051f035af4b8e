from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from portal import kept_papers, page_names, preparation  # noqa: PLC0415  models must be loaded first

        preparation.register()
        page_names.register()
        kept_papers.register()
