from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "binhyen.kernel.search"
    label = "search"

    def ready(self) -> None:
        from binhyen.kernel.search import verbs  # noqa: F401  (registers its sentences)
