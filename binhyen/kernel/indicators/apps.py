from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class IndicatorsConfig(AppConfig):
    name = "binhyen.kernel.indicators"
    label = "indicators"

    def ready(self) -> None:
        """Every app's ``figures.py`` publishes what it counts."""
        autodiscover_modules("figures")
