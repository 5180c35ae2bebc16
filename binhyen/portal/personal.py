from binhyen.lib.personal import Tables

TABLES: Tables = {"SetUpStep": {}}
