from importlib import import_module

from django.apps import AppConfig


class HandinsConfig(AppConfig):
    name = "binhyen.domains.handins"
    label = "handins"

    def ready(self) -> None:
        import_module("binhyen.domains.handins.duties")
        import_module("binhyen.domains.handins.identity")
        import_module("binhyen.domains.handins.searching")
        import_module("binhyen.domains.handins.succession")
