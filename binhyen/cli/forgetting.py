"""Memory that the web server gives back is overwritten there and then.

A named report passes through the web process in clear: its form, its letters in Python, its bytes
in the HTTP server. What was freed would stay readable (in a core file, by somebody who broke in)
until something else happens to be written there. Three allocators are told to overwrite: Python's
own is switched off in favour of glibc's, glibc's fills what it is given back and keeps no shelf of
freed pieces beside that, and jemalloc (in the HTTP server) does the same. They listen only when a
program starts, so the command starts itself anew once.
"""

import ctypes
import gc
import os
import resource
import sys
import threading
import time
from typing import Any

_WIPING = {
    "PYTHONMALLOC": "malloc",
    "GLIBC_TUNABLES": "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0",
    "_RJEM_MALLOC_CONF": "junk:free",
}


class _Filling(ctypes.Structure):
    """As much of a stack as a page ever uses, and more."""

    _fields_ = (("bytes", ctypes.c_char * 131_072),)


_FILLING = _Filling(b"\xa5" * 131_071)


_PROCESS_ID = ctypes.CDLL(None).getpid  # takes nothing: what we hand over it leaves alone
_PROCESS_ID.argtypes = [_Filling]


def forget_what_is_freed() -> None:
    """Call first of all: nothing of this process survives but its arguments and environment."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if os.environ.get("BINHYEN_FORGETS") == "0":  # for measuring what it costs
        return
    if any(os.environ.get(name) != value for name, value in _WIPING.items()):
        os.execve(sys.executable, sys.orig_argv, os.environ | _WIPING)  # noqa: S606 (ourselves)


def forgetting(application: Any) -> Any:
    """The same WSGI application; after each form or report that came in, what it held is let go of
    soon: a request hangs in a circle of references until Python looks for such."""
    gc.freeze()  # what is here now stays: it need not be looked through each time
    came = threading.Event()
    threading.Thread(target=_collect_after, args=[came], daemon=True).start()

    def run(environ: dict[str, Any], start_response: Any) -> Any:
        if not _may_hold_a_name(environ):
            return application(environ, start_response)
        try:
            return application(environ, start_response)
        finally:
            came.set()
            _write_over_the_stack()

    return run


def _may_hold_a_name(environ: dict[str, Any]) -> bool:
    """Whatever is sent here, and the steps of a report, which show what was typed before."""
    path: str = environ["PATH_INFO"]
    return environ["REQUEST_METHOD"] != "GET" or path.startswith("/bao-tin/")


def _write_over_the_stack() -> None:
    """Python encodes short texts in a buffer of 512 bytes on the thread's stack and leaves them
    there. A structure handed over by value is copied onto the stack, below where we are."""
    _PROCESS_ID(_FILLING)


def _collect_after(came: threading.Event) -> None:
    """Some seconds long, again and again: what has just come in may still be on its way out."""
    left = 0
    while True:
        if not left:
            came.wait()
        if came.is_set():
            came.clear()
            left = 6
        time.sleep(1.0)
        gc.collect()
        left -= 1
