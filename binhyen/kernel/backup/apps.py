from django.apps import AppConfig


class BackupConfig(AppConfig):
    name = "binhyen.kernel.backup"
    label = "backup"
