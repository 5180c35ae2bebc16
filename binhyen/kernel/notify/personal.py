"""Messages go to officers by account, to reporters through the seal: no address stands here."""

from binhyen.lib.personal import ACCOUNT, Tables

TABLES: Tables = {"Message": {"user": ACCOUNT}}
