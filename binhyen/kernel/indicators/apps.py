from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "binhyen.kernel.indicators"
    label = "indicators"
