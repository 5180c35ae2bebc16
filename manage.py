#!/usr/bin/env python
"""Django's own commands, for developers. Everybody else uses `binhyen`."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("BINHYEN_DB_ROLE", "")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
