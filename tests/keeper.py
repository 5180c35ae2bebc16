"""The reveal process in a test: its real door, protocol and handler, on the test's own transaction.

Ask for the fixture ``keeper``. It answers at the socket of the settings in a thread that shares the
test's database connection (so it sees what the test wrote) and acts as its own database role.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from pytest_django import Settings

from binhyen.kernel.reveal.grants import REVEAL_ROLE
from binhyen.kernel.reveal.service import Doorkeeper
from binhyen.lib.doorway import Doorway, Peer, Question


@contextmanager
def acting_as(role: str) -> Iterator[None]:
    before = connection.settings_dict["OPTIONS"]["assume_role"]
    with connection.cursor() as cursor:
        cursor.execute(f'set role "{role}"')
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'set role "{before}"')


@pytest.fixture
def keeper(db: None, settings: Settings, tmp_path: Path) -> Iterator[Doorway]:
    settings.REVEAL_SOCKET = Path(f"/tmp/keeper-{os.getpid()}.sock")
    shared: Any = connections["default"]
    doorkeeper = Doorkeeper(web=os.getuid(), worker=os.getuid())

    def answer(question: Question, peer: Peer) -> Question:
        connections["default"] = shared
        with acting_as(REVEAL_ROLE):
            return doorkeeper(question, peer)

    shared.inc_thread_sharing()
    doorway = Doorway(settings.REVEAL_SOCKET, answer, threads=1)
    doorway.open()
    yield doorway
    doorway.close()
    shared.dec_thread_sharing()
