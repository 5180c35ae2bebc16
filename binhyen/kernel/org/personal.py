"""Bodies are not people; the telephone of a unit is its duty desk's, not a person's."""

from binhyen.lib.personal import Tables

TABLES: Tables = {"Unit": {}, "UnitParent": {}, "UnitSuccession": {}}
