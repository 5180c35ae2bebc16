"""No tables: an archive holds what the tables and files held at its moment."""

from binhyen.lib.personal import Tables

TABLES: Tables = {}
