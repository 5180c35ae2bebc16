from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from pytest_django import Settings

from binhyen.kernel.documents.keys import (
    KeyOutOfReach,
    ensure_keys,
    private_secret,
    public_kid,
    public_recipient,
)
from binhyen.lib.sealing import kid, seal, unseal


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.IDENTITY_PUBLIC_KEY_FILE = tmp_path / "keys" / "identity.pub"
    settings.IDENTITY_PRIVATE_KEY_FILE = tmp_path / "keys" / "identity.key"
    return tmp_path / "keys"


def test_set_up_makes_one_pair_that_only_its_owner_reads(folder: Path) -> None:
    recipient = ensure_keys()

    assert ensure_keys() == public_recipient() == recipient
    assert public_kid() == kid(recipient)
    assert unseal(seal(b"An", recipient), private_secret()) == b"An"
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in folder.iterdir()}
    assert modes == {"identity.key": "0o600", "identity.pub": "0o644"}


def test_processes_that_start_together_make_one_pair(folder: Path) -> None:
    start = Barrier(8)

    def begin(_number: int) -> str:
        start.wait()
        return ensure_keys()

    with ThreadPoolExecutor(8) as crowd:
        made = set(crowd.map(begin, range(8)))

    assert len(made) == 1
    assert unseal(seal(b"An", made.pop()), private_secret()) == b"An"


@pytest.mark.parametrize("process", ["", "web"])
def test_a_page_cannot_open_a_seal(process: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ensure_keys()
    monkeypatch.setenv("BINHYEN_PROCESS", process)
    with pytest.raises(KeyOutOfReach):
        private_secret()


def test_a_lost_public_half_is_made_again_from_the_private_one(folder: Path) -> None:
    recipient = ensure_keys()
    (folder / "identity.pub").unlink()
    assert ensure_keys() == recipient


def test_a_machine_with_the_public_half_only_seals_and_does_not_open(folder: Path) -> None:
    recipient = ensure_keys()
    (folder / "identity.key").unlink()
    assert ensure_keys() == recipient
    assert not (folder / "identity.key").exists()
    with pytest.raises(KeyOutOfReach):
        private_secret()
