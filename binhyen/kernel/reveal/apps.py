from importlib import import_module

from django.apps import AppConfig


class RevealConfig(AppConfig):
    name = "binhyen.kernel.reveal"
    label = "reveal"

    def ready(self) -> None:
        import_module("binhyen.kernel.reveal.walls")
