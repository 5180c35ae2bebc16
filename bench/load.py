"""Load from a process of its own: reports by API, or bare inserts, by some clients at once.

    python bench/load.py reports PORT CLIENTS COUNT   (request bodies, one a line, on stdin)
    python bench/load.py inserts DATABASE_URL CLIENTS COUNT

Prints one line of JSON: {"seconds": …, "took": [seconds of each], "errors": [first lines of
answers that are not 201]}. Each client keeps one connection and sends its next request when the
last is answered. Written for little work of its own, for it shares the machine with the server.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable, Iterator

Send = Callable[[], Awaitable[None]]

HEAD = (
    "POST /api/v1/tips HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    "Content-Length: {}\r\n\r\n"
)


async def _answer(reader: asyncio.StreamReader) -> str:
    """The status line, once the whole answer is read."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    lines = head.lower().split("\r\n")
    length = next(int(line[15:]) for line in lines if line.startswith("content-length:"))
    await reader.readexactly(length)
    return lines[0]


async def report_client(
    port: int, bodies: Iterator[str], took: list[float], errors: list[str]
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for body in bodies:
        content = body.encode()
        started = time.perf_counter()
        writer.write(HEAD.format(len(content)).encode() + content)
        status = await _answer(reader)
        took.append(time.perf_counter() - started)
        if " 201" not in status:
            errors.append(status)
    writer.close()


async def insert_client(url: str, numbers: Iterator[str], took: list[float]) -> None:
    import psycopg

    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        cursor = connection.cursor()
        for number in numbers:
            started = time.perf_counter()
            await cursor.execute("insert into bare (text) values (%s)", [number * 40])
            took.append(time.perf_counter() - started)


async def run(what: str, where: str, clients: int, count: int) -> dict[str, object]:
    took: list[float] = []
    errors: list[str] = []
    if what == "reports":
        bodies = iter([line for line in sys.stdin.read().splitlines() if line][:count])
        work = [report_client(int(where), bodies, took, errors) for _ in range(clients)]
    else:
        numbers = (str(number) for number in range(count))
        work = [insert_client(where, numbers, took) for _ in range(clients)]
    started = time.perf_counter()
    await asyncio.gather(*work)
    return {"seconds": time.perf_counter() - started, "took": took, "errors": errors}


if __name__ == "__main__":
    what, where, clients, count = sys.argv[1:5]
    print(json.dumps(asyncio.run(run(what, where, int(clients), int(count)))))
