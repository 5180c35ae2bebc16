from django.apps import AppConfig


class RevealConfig(AppConfig):
    name = "binhyen.kernel.reveal"
    label = "reveal"
