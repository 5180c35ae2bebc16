"""The operator's commands on a database and in a folder of their own, as real processes."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.live import ROOT, Live, free_port, running

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def product(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Live]:
    """A database with reference data, nobody serving it yet."""
    with django_db_blocker.unblock(), running(tmp_path_factory.mktemp("commands")) as found:
        yield found


def bare(home: Path, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """A command with nothing configured but its folder."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "binhyen.cli", *arguments],
        env={**kept, "BINHYEN_HOME": str(home), "BINHYEN_LANG": "vi", **more},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def alive(words: str) -> list[psutil.Process]:
    """Processes whose command line or environment-free title mentions ``words``."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        if any(words in part for part in process.info["cmdline"] or []):
            found.append(process)
    return found


def test_help_stands_in_both_languages(tmp_path: Path) -> None:
    said = bare(tmp_path, "verify-audit", "--help").stdout
    assert "Kiểm chuỗi băm của nhật ký" in said
    assert "Check the hash chains" in said


def test_help_in_one_language(tmp_path: Path) -> None:
    said = bare(tmp_path, "--lang", "en", "verify-audit", "--help").stdout
    assert "Check the hash chains" in said
    assert "Kiểm" not in said


def test_a_wrong_command_is_a_fault_of_usage(tmp_path: Path) -> None:
    assert bare(tmp_path, "khong-co").returncode == 2


def test_an_unreachable_database_is_said_in_a_sentence(tmp_path: Path) -> None:
    done = bare(tmp_path, "verify-audit", DATABASE_URL="postgresql://a:b@127.0.0.1:1/x")
    assert done.returncode == 3
    assert "Không kết nối được cơ sở dữ liệu" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_first_start_makes_tables_and_keys_and_leaves_nothing_running(tmp_path: Path) -> None:
    done = bare(tmp_path, "migrate")

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "keys" / "identity.pub").exists()
    assert alive(str(tmp_path / "postgres")) == []


def test_a_database_without_tables_is_said_in_a_sentence(tmp_path: Path) -> None:
    done = bare(tmp_path, "worker")
    assert done.returncode == 3
    assert "binhyen migrate" in done.stderr


def test_an_untouched_trail_verifies_and_its_heads_can_be_kept(
    product: Live, tmp_path: Path
) -> None:
    kept = tmp_path / "heads.json"
    done = product.binhyen("verify-audit", "--save-heads", str(kept))
    again = product.binhyen("verify-audit", "--heads", str(kept))

    assert (done.returncode, again.returncode) == (0, 0), done.stderr + again.stderr
    assert json.loads(kept.read_text())["root"] in again.stdout


def test_a_touched_trail_is_a_finding(product: Live) -> None:
    made = product.binhyen(
        *("create-admin", "--email", "long@example.vn", "--name", "Ngô Văn Long"),
        *("--password", "mat-khau-dai-lam-2026"),
    )
    assert made.returncode == 0, made.stderr
    with product.connect() as connection:
        connection.execute("alter table audit_event disable trigger user")
        connection.execute(
            "create table kept_verbs as select id, verb from audit_event where seq = 1"
        )
        connection.execute("update audit_event set verb = 'people.scolded' where seq = 1")

        done = product.binhyen("verify-audit")

        # The tests come in any order, and another one finds the trail untouched.
        connection.execute(
            "update audit_event e set verb = k.verb from kept_verbs k where e.id = k.id"
        )
        connection.execute("drop table kept_verbs")
        connection.execute("alter table audit_event enable trigger user")

    assert done.returncode == 1
    assert "mắt xích 1: các cột không khớp với bản ghi gốc" in done.stdout


def test_a_weak_password_is_refused_and_makes_no_account(product: Live) -> None:
    done = product.binhyen(
        "create-admin", "--email", "yeu@example.vn", "--name", "Yếu", "--password", "12345678"
    )
    assert done.returncode == 2
    with product.connect() as connection:
        found = connection.execute(
            "select count(*) from people_user where email = 'yeu@example.vn'"
        )
        assert found.fetchone() == (0,)


def test_figures_agree_with_the_facts(product: Live) -> None:
    done = product.binhyen("verify-figures")
    assert done.returncode == 0, done.stderr
    assert "0 ô lệch" in done.stdout


def test_a_missing_file_of_boundaries_is_a_fault_of_usage(product: Live) -> None:
    assert product.binhyen("load-boundaries", "khong-co.geojson").returncode == 2


def test_production_refuses_every_insecure_setting_with_a_sentence(product: Live) -> None:
    product.environment |= {"BINHYEN_MODE": "production", "BINHYEN_SITE_URL": "http://x.vn"}
    try:
        done = product.binhyen("serve")
    finally:
        product.environment |= {"BINHYEN_MODE": "demo", "BINHYEN_SITE_URL": product.url}

    assert done.returncode == 3
    for sentence in ("https://", "BINHYEN_HOSTS", "BINHYEN_SECRET_KEY"):
        assert sentence in done.stderr


# --- the demonstration ------------------------------------------------------------------------
def demo(product: Live) -> "subprocess.Popen[bytes]":
    """`binhyen demo` on a database where the long steps are marked as done."""
    with product.connect() as connection:
        connection.execute(
            "insert into portal_setupstep (name, made_from, done_at)"
            " select name, '', now() from unnest(%s::text[]) name on conflict do nothing",
            [
                [
                    "demo-hamlets",
                    "demo-people",
                    "demo-tips",
                    "demo-requests",
                    "demo-handins",
                    "demo-clocks",
                ]
            ],
        )
    port = free_port()
    started = subprocess.Popen(
        [sys.executable, "-m", "binhyen.cli", "demo"],
        env=product.environment | {"PORT": str(port)},
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        # A shell that runs us in the background lets children ignore Ctrl-C; a terminal does not.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert started.stdout is not None
    said = b""
    for line in started.stdout:
        said += line
        if b"Ctrl-C" in line:
            return started
    raise AssertionError(said.decode())


def children_of(process: "subprocess.Popen[bytes]") -> list[psutil.Process]:
    found: list[psutil.Process] = psutil.Process(process.pid).children(recursive=True)
    assert len(found) >= 4  # web, its two workers, the jobs' worker
    return found


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_stops_every_process_that_the_demo_started(product: Live, how: int) -> None:
    started = demo(product)
    children = children_of(started)

    started.send_signal(how)

    assert started.wait(40) == 0
    assert [child for child in children if child.is_running()] == []


def test_nothing_survives_a_demo_that_was_killed(product: Live) -> None:
    started = demo(product)
    children = children_of(started)

    started.kill()
    started.wait(5)

    _gone, left = psutil.wait_procs(children, timeout=40)
    assert left == []


def test_a_taken_port_is_said_at_once(product: Live) -> None:
    started = demo(product)
    port = psutil.Process(started.pid).environ()["PORT"]
    try:
        again = subprocess.run(
            [sys.executable, "-m", "binhyen.cli", "demo"],
            env=product.environment | {"PORT": port},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=20,
        )
    finally:
        started.terminate()
        started.wait(40)
    assert again.returncode == 3
    assert f"Cổng {port} đang có chương trình khác dùng" in again.stderr


def test_a_worker_that_was_killed_is_missed(product: Live) -> None:
    """/readyz names what is not there."""
    product.start("serve")
    try:
        from urllib.error import HTTPError
        from urllib.request import urlopen

        with product.connect() as connection:
            connection.execute(
                "update procrastinate_workers set last_heartbeat = now() - interval '1 hour'"
            )
        with pytest.raises(HTTPError) as refused:
            urlopen(f"{product.url}/readyz", timeout=5)
        state = json.loads(refused.value.read())
    finally:
        product.stop("serve")
    assert state == {"ready": False, "database": True, "migrations": True, "worker": False}
