"""Memory that the web server gives back is overwritten there and then.

A named report passes through the web process in clear: its form, its letters in Python, its bytes
in the HTTP server. What was freed would stay readable (in a core file, by somebody who broke in)
until something else happens to be written there. Three allocators are told to overwrite: Python's
own is switched off in favour of glibc's, glibc's fills what it is given back and keeps no shelf of
freed pieces beside that, and jemalloc (in the HTTP server) does the same. They listen only when a
program starts, so the command starts itself anew once.
"""

import os
import resource
import sys

_WIPING = {
    "PYTHONMALLOC": "malloc",
    "GLIBC_TUNABLES": "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0",
    "_RJEM_MALLOC_CONF": "junk:free,tcache:false,dirty_decay_ms:0,muzzy_decay_ms:0",
}


def forget_what_is_freed() -> None:
    """Call first of all: nothing of this process survives but its arguments and environment."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if os.environ.get("BINHYEN_FORGETS") == "0":  # for measuring what it costs
        return
    if any(os.environ.get(name) != value for name, value in _WIPING.items()):
        os.execve(sys.executable, sys.orig_argv, os.environ | _WIPING)  # noqa: S606 (ourselves)
