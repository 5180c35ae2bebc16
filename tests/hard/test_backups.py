"""Backup while people report, restore in an empty place, as real commands (check 16)."""

import json
import os
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg
import pytest

from binhyen.kernel.backup.manifest import Manifest, read_manifest
from binhyen.lib.sealing import make_identity
from tests.hard.callers import communes_of, report, send
from tests.live import ROOT, Live, running

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def busy(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Live]:
    """A product of its own that takes reports all the while."""
    with django_db_blocker.unblock(), running(tmp_path_factory.mktemp("busy")) as product:
        assert product.binhyen("migrate").returncode == 0  # makes the keys
        product.start("serve")
        yield product


@contextmanager
def reports_coming_in(live: Live) -> Iterator[list[str]]:
    """Codes of the reports acknowledged so far; three at a time until the end."""
    communes, over = communes_of(live, 6), threading.Event()
    taken: list[str] = []

    def go_on(commune: str) -> None:
        while not over.is_set():
            answer = send(live, report(commune))
            if answer.status == 201:
                taken.append(answer.json()["code"])

    threads = [threading.Thread(target=go_on, args=(one,)) for one in communes[:3]]
    for thread in threads:
        thread.start()
    try:
        yield taken
    finally:
        over.set()
        for thread in threads:
            thread.join()


@contextmanager
def empty_place(live: Live, home: Path) -> Iterator[dict[str, str]]:
    """The environment of a clean machine: a new database, a new folder."""
    name = f"empty_{os.getpid()}_{home.name[-12:]}".replace("-", "_")
    head, _, options = live.database_url.partition("?")
    url = head.rsplit("/", 1)[0] + "/"
    with psycopg.connect(f"{url}postgres?{options}", autocommit=True) as owner:
        owner.execute(f'drop database if exists "{name}" with (force)')
        owner.execute(f'create database "{name}" template template0')
    try:
        yield live.environment | {
            "DATABASE_URL": f"{url}{name}?{options}",
            "BINHYEN_HOME": str(home),
        }
    finally:
        with psycopg.connect(f"{url}postgres?{options}", autocommit=True) as owner:
            owner.execute(f'drop database "{name}" with (force)')


def binhyen(place: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "binhyen.cli", *arguments],
        env=place,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def backed_up(live: Live, folder: Path, *options: str) -> Path:
    done = live.binhyen("backup", str(folder), *options)
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = folder.glob("binhyen-*")
    return made


def manifest_of(plain: Path) -> Manifest:
    with tarfile.open(plain) as tar:
        content = tar.extractfile("manifest.json")
        assert content is not None
        return read_manifest(content.read())


def asked(place: dict[str, str], question: str) -> list[Any]:
    with psycopg.connect(place["DATABASE_URL"]) as connection:
        return connection.execute(question.encode()).fetchall()


def test_a_backup_under_load_comes_back_to_the_row(busy: Live, tmp_path: Path) -> None:
    with reports_coming_in(busy) as taken:
        while len(taken) < 5:
            pass
        before = set(taken)
        made = backed_up(busy, tmp_path / "kept")
        after = len(taken)
    manifest = manifest_of(made)

    with empty_place(busy, tmp_path / "clean") as place:
        done = binhyen(place, "restore", str(made))
        assert done.returncode == 0, done.stdout + done.stderr
        codes = {
            f"HY-{code[:4]}-{code[4:]}" for (code,) in asked(place, "select code from intake_tip")
        }
        heads = tmp_path / "heads.json"
        heads.write_text(json.dumps({"heads": manifest.heads}))
        trail = binhyen(place, "verify-audit", "--heads", str(heads))

    assert len(before) < after or after >= 5  # work went on while it was copied
    assert len(codes) == manifest.tables["intake_tip"] >= len(before)
    assert trail.returncode == 0, trail.stdout
    assert sum(int(seq) for seq, _ in manifest.heads.values()) == manifest.tables["audit_event"]


def test_a_place_that_is_not_empty_is_refused_and_left_alone(busy: Live, tmp_path: Path) -> None:
    made = backed_up(busy, tmp_path / "kept")
    tips = busy.connect().execute("select count(*) from intake_tip").fetchone()

    done = busy.binhyen("restore", str(made))

    assert done.returncode == 1
    assert "Chỉ khôi phục vào nơi còn trống" in done.stderr
    assert busy.connect().execute("select count(*) from intake_tip").fetchone() == tips


def test_a_sealed_backup_needs_its_key(busy: Live, tmp_path: Path) -> None:
    owner = make_identity()
    key = tmp_path / "key"
    key.write_text(f"# cất trong két\n{owner.secret}\n")
    made = backed_up(busy, tmp_path / "kept", "--recipient", owner.recipient)

    without = busy.binhyen("verify", str(made))
    with_key = busy.binhyen("verify", str(made), "--identity", str(key))

    assert (without.returncode, with_key.returncode) == (1, 0), with_key.stderr
    assert "Không mở được bản sao lưu" in without.stderr
    assert b"PGDMP" not in made.read_bytes()[:4000]


def test_private_keys_leave_only_under_a_seal(busy: Live, tmp_path: Path) -> None:
    done = busy.binhyen("backup", str(tmp_path), "--with-keys")
    assert done.returncode == 2
    assert list(tmp_path.iterdir()) == []

    made = backed_up(busy, tmp_path / "kept")
    with tarfile.open(made) as tar:
        names = tar.getnames()
    assert [name for name in names if name.startswith("keys/")] == ["keys/identity.pub"]


@pytest.mark.parametrize("member", ["database.dump", "files.jsonl", "manifest.json"])
def test_what_was_changed_in_a_backup_is_found_and_nothing_is_left(
    busy: Live, tmp_path: Path, member: str
) -> None:
    made = backed_up(busy, tmp_path / "kept")
    touched = tmp_path / "touched.tar"
    with tarfile.open(made) as source, tarfile.open(touched, "w") as target:
        for info in source:
            content = source.extractfile(info).read()  # type: ignore[union-attr]
            if info.name == member and member == "manifest.json":
                facts = json.loads(content)
                facts["tables"]["intake_tip"] += 1
                content = json.dumps(facts).encode()
            elif info.name == member:
                content = content + b" "
            info.size = len(content)
            target.addfile(info, BytesIO(content))

    with empty_place(busy, tmp_path / "clean") as place:
        done = binhyen(place, "restore", str(touched))
        left = asked(place, "select count(*) from pg_tables where schemaname = 'public'")

    assert done.returncode == 1, done.stdout + done.stderr
    assert left == [(0,)]
