"""Django's PostgreSQL backend, with a kept connection checked by looking at its socket.

Django asks ``SELECT 1`` before the first question of a request: a journey and a transaction of its
own, for every report. A server that stopped or restarted has closed the socket or sent a farewell,
so an idle socket with nothing to read is alive; only when there is something is the server asked.
"""

import select
from typing import Any

from django.db.backends.postgresql import base

NEVER_UNASKED = 2**31


class DatabaseWrapper(base.DatabaseWrapper):
    connection: Any

    def get_connection_params(self) -> dict[str, Any]:
        """Statements are prepared that ask for it (``writing``); none because it came often."""
        params: dict[str, Any] = super().get_connection_params()
        return params | {"prepare_threshold": NEVER_UNASKED}

    def is_usable(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        watch = select.poll()  # not select(): a busy server has descriptors past 1024
        watch.register(self.connection.pgconn.socket, select.POLLIN)
        return bool(not watch.poll(0) or super().is_usable())
