"""A mail server of our own that takes letters, is slow, is busy, or never answers."""

import re
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

GOOD, SLOW, BUSY, HOLE = "good", "slow", "busy", "hole"
_SLOW_SECONDS = 3.0


@dataclass
class Mailbox:
    """``taken``: how often each Message-ID was taken. ``before_answer`` is called when a letter is
    taken and the sender does not know yet."""

    mode: str = GOOD
    taken: "Counter[str]" = field(default_factory=Counter)
    before_answer: Callable[[], None] | None = None
    port: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def take(self, letter: str) -> None:
        found = re.search(r"^Message-ID: (.+?)\r?$", letter, re.MULTILINE | re.IGNORECASE)
        with self.lock:
            self.taken[found[1] if found else "without"] += 1
            deed, self.before_answer = self.before_answer, None
        if deed:
            deed()


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()

    class Line(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                _speak(box, self)

    class Post(socketserver.ThreadingTCPServer):
        daemon_threads = True
        request_queue_size = 100

    with Post(("127.0.0.1", 0), Line) as server:
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield box
        server.shutdown()


def _speak(box: Mailbox, line: socketserver.StreamRequestHandler) -> None:
    def say(words: str) -> None:
        if box.mode == SLOW:
            time.sleep(_SLOW_SECONDS)
        line.wfile.write(f"{words}\r\n".encode())

    if box.mode == HOLE:
        while box.mode == HOLE:
            time.sleep(0.2)
        return
    say("220 here")
    while said := line.rfile.readline().decode("latin-1"):
        word = said[:4].upper().strip()
        if word == "DATA":
            say("354 go on")
            box.take(_letter(line))
            say("250 taken")
        elif word == "RCPT" and box.mode == BUSY:
            say("451 later")
        elif word == "QUIT":
            say("221 bye")
            return
        else:
            say("250 fine")


def _letter(line: socketserver.StreamRequestHandler) -> str:
    lines = []
    while (said := line.rfile.readline().decode("latin-1")) not in ("", ".\r\n"):
        lines.append(said)
    return "".join(lines)
