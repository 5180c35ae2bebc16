from importlib import import_module

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "binhyen.domains.requests"
    label = "requests"

    def ready(self) -> None:
        import_module("binhyen.domains.requests.duties")
        import_module("binhyen.domains.requests.walls")
