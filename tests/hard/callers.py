"""Many clients at once, over plain sockets on the loopback: what they send, and what they got."""

import http.client
import json
import re
import socket
import struct
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from tests.live import Live

T = TypeVar("T")
A = TypeVar("A")
SECONDS = 30.0


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


def call(
    live: Live,
    method: str,
    path: str,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    address = urlsplit(live.url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=SECONDS)
    try:
        connection.request(method, path, body, headers or {})
        found = connection.getresponse()
        names = {name.lower() for name in found.headers}
        told = {name: ", ".join(found.headers.get_all(name, [])) for name in names}
        return Answer(found.status, told, found.read())
    finally:
        connection.close()


def report(commune: str, **more: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "category": "theft",
        "description": "Đêm qua nhà bà Nguyễn Thị Sáu mất một chiếc xe máy để trong sân.",
        "place": {"code": commune},
        "anonymous": True,
        "idempotency_key": str(uuid4()),
    }
    return given | more


def send(live: Live, given: dict[str, Any]) -> Answer:
    words = json.dumps(given).encode()
    return call(live, "POST", "/api/v1/tips", words, {"Content-Type": "application/json"})


def send_and_hang_up(live: Live, given: dict[str, Any]) -> None:
    """Send a whole report and reset the connection before anything can come back."""
    words = json.dumps(given).encode()
    address = urlsplit(live.url)
    with socket.create_connection((address.hostname, address.port), timeout=SECONDS) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.sendall(
            b"POST /api/v1/tips HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            b"Content-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (len(words), words)
        )


def patiently(live: Live, given: dict[str, Any]) -> Answer:
    """As a phone does: the same report with the same key again, until somebody takes it."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with suppress(OSError, http.client.HTTPException):
            answer = send(live, given)
            if answer.status in (200, 201):
                return answer
            assert answer.status == 503, answer.text
            assert answer.headers["retry-after"]
        time.sleep(0.25)
    raise AssertionError("nobody took the report for half a minute")


def at_once(function: Callable[[A], T], given: Iterable[A], clients: int) -> list[T]:
    with ThreadPoolExecutor(clients) as pool:
        return list(pool.map(function, given))


@dataclass
class Visitor:
    """A browser without JavaScript: keeps cookies, sends forms with their CSRF token."""

    live: Live
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def get(self, path: str) -> Answer:
        return self._remember(call(self.live, "GET", path, None, self._headers()))

    def post(self, path: str, **fields: str) -> Answer:
        if not self.token:
            self.get(path)
        body = urlencode(fields | {"csrfmiddlewaretoken": self.token}).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._remember(call(self.live, "POST", path, body, self._headers() | kind))

    def _headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}

    def _remember(self, answer: Answer) -> Answer:
        for name, value in re.findall(
            r"(?:^|, )([\w-]+)=([^;]*); (?:expires|Max-Age|Path|HttpOnly|SameSite)",
            answer.headers.get("set-cookie", ""),
        ):
            self.cookies[name] = value
        if found := re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.text):
            self.token = found[1]
        return answer


def register_of(live: Live, commune: str) -> list[int]:
    """The numbers in the register of a commune's police, in order."""
    with live.connect() as database:
        rows = database.execute(
            "select e.number from intake_registerentry e join org_unit u on u.id = e.unit_id"
            " join places_place p on p.id = u.place_id"
            " where p.code = %s and u.kind = 'police_commune' order by e.number",
            [commune],
        )
        return [number for (number,) in rows]


def tips_at(live: Live, commune: str) -> int:
    with live.connect() as database:
        found = database.execute(
            "select count(*) from intake_tip t join places_place p on p.id = t.place_id"
            " where p.code = %s",
            [commune],
        ).fetchone()
    return int(found[0]) if found else 0


def communes_of(live: Live, how_many: int) -> Sequence[str]:
    """Codes of communes with a police unit in force today, each with a register of its own."""
    with live.connect() as database:
        rows = database.execute(
            "select p.code from org_unit u join places_place p on p.id = u.place_id"
            " where u.kind = 'police_commune' and u.valid_to is null and p.valid_to is null"
            " and p.level = 'commune' order by p.code limit %s",
            [how_many],
        ).fetchall()
    assert len(rows) == how_many
    return [code for (code,) in rows]
