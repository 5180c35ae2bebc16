from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RetentionConfig(AppConfig):
    name = "binhyen.kernel.retention"
    label = "retention"

    def ready(self) -> None:
        """Each app declares its classes of records in its ``retention.py``."""
        autodiscover_modules("retention")
        import_module("binhyen.kernel.retention.walls")
