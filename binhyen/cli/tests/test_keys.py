"""The keys from the operator's side: made, saved, rotated, lost and brought back."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyrage
import pytest
from pytest_django import Settings

from binhyen.kernel.documents.keys import keyring, public_kid, seal_identity
from binhyen.lib.sealing import unseal
from tests.live import ROOT

WORDS = "bèo dâu cầu tre mùa gặt"


@pytest.fixture
def home(tmp_path: Path, settings: Settings) -> Path:
    settings.IDENTITY_PUBLIC_KEY_FILE = tmp_path / "keys" / "identity.pub"
    settings.IDENTITY_PRIVATE_KEY_FILE = tmp_path / "keys" / "identity.key"
    return tmp_path


def keys(home: Path, *command: str, passphrase: str = WORDS) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "binhyen.cli", "keys", *command],
        env=os.environ
        | {
            "BINHYEN_HOME": str(home),
            "BINHYEN_LANG": "vi",
            "BINHYEN_KEYS_PASSPHRASE": passphrase,
            "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_made_once_saved_lost_and_brought_back(home: Path) -> None:
    assert keys(home, "create").returncode == 0
    kid = public_kid()
    assert f"Đã có khóa {kid}" in keys(home, "create").stdout
    closed = seal_identity({"name": "Phạm Thị Hòa"})

    copy = home / "khoa.age"
    assert keys(home, "backup", str(copy)).returncode == 0
    assert oct(copy.stat().st_mode & 0o777) == "0o600"
    assert b"AGE-SECRET-KEY" not in copy.read_bytes()
    assert b"AGE-SECRET-KEY" in pyrage.passphrase.decrypt(copy.read_bytes(), WORDS)

    shutil.rmtree(home / "keys")
    assert keys(home, "restore", str(copy), passphrase="một cụm khác hẳn").returncode == 1
    assert not (home / "keys" / "identity.key").exists()
    assert keys(home, "restore", str(copy)).returncode == 0
    assert public_kid() == kid
    assert "Hòa" in unseal(closed.sealed, keyring()[closed.kid]).decode()


def test_a_rotated_key_seals_what_is_new_and_the_old_one_opens_what_was(home: Path) -> None:
    keys(home, "create")
    before = seal_identity({"name": "trước"})
    first = keys(home, "backup", str(home / "1.age"))
    assert first.returncode == 0

    assert keys(home, "rotate").returncode == 0

    after = seal_identity({"name": "sau"})  # the same process, without a restart
    assert before.kid != after.kid == public_kid()
    assert list(keyring()) == [before.kid, after.kid]
    for closed, word in ((before, "trước"), (after, "sau")):
        assert word in unseal(closed.sealed, keyring()[closed.kid]).decode()
    assert oct((home / "keys" / "identity.key").stat().st_mode & 0o777) == "0o600"

    # An old backup adds nothing and takes nothing away; the newest key stays in use.
    assert "đều đã có" in keys(home, "restore", str(home / "1.age")).stdout
    assert list(keyring()) == [before.kid, after.kid]


def test_a_short_passphrase_and_a_name_in_use_are_refused(home: Path) -> None:
    keys(home, "create")
    assert keys(home, "backup", str(home / "k.age"), passphrase="ngắn").returncode == 2
    assert not (home / "k.age").exists()
    (home / "k.age").write_text("đã có")
    assert keys(home, "backup", str(home / "k.age")).returncode == 2
    assert (home / "k.age").read_text() == "đã có"


def test_a_key_file_of_the_first_release_still_opens(home: Path) -> None:
    """One bare line, as `binhyen migrate` wrote it before keys could be rotated."""
    keys(home, "create")
    file = home / "keys" / "identity.key"
    file.write_text(file.read_text().splitlines()[-1] + "\n")
    closed = seal_identity({"name": "Hòa"})
    assert "Hòa" in unseal(closed.sealed, keyring()[closed.kid]).decode()
    assert keys(home, "rotate").returncode == 0
    assert next(iter(keyring())) == closed.kid


def test_the_worker_has_a_pair_of_its_own(home: Path) -> None:
    """Any process seals to it; another takes its place only when that is asked for."""
    public, private = home / "keys" / "worker.pub", home / "keys" / "worker.key"
    assert keys(home, "worker").returncode == 0
    first = public.read_text()
    assert (oct(public.stat().st_mode & 0o777), oct(private.stat().st_mode & 0o777)) == (
        "0o644",
        "0o600",
    )
    again = keys(home, "worker")
    assert (public.read_text(), first.strip() in again.stdout) == (first, True)
    assert "AGE-SECRET-KEY" not in again.stdout
    keys(home, "worker", "--anew")
    assert public.read_text() != first
