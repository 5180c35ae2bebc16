"""Walls around the parsing process that need no rights of an administrator: the kernel's own.

Landlock: it reads the libraries and the one file, and writes into one folder; keys, other people's
files and the rest of the disk are out of reach. seccomp: no sockets, no other programs, no other
processes. Where the kernel lacks one of them the others stand; ``raise_walls`` says which do.
Numbers: linux/landlock.h, linux/seccomp.h, linux/filter.h and each machine's table of calls.
"""

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000

# Landlock: the same three calls on every machine. Rights are known from a version on.
_CREATE, _ADD, _RESTRICT = 444, 445, 446
_READ = 1 << 2 | 1 << 3  # files, folders
_WRITE = _READ | 1 << 1 | 1 << 5 | 1 << 8 | 1 << 14  # write, remove, make, cut short
_RIGHTS = {1: (1 << 13) - 1, 2: 1 << 13, 3: 1 << 14, 5: 1 << 15}  # on files
_TCP_SINCE, _TCP = 4, 0b11
_SCOPES_SINCE, _SCOPES = 6, 0b11  # sockets without a path, signals to others

# seccomp: (architecture of AUDIT_ARCH_…, clone, clone3, calls refused).
_REFUSED = {
    "x86_64": (
        0xC000003E, 56, 435,
        # socket, socketpair, fork, vfork, execve, kill, ptrace, pivot_root, chroot, mount,
        # umount2, init_module, kexec_load, add_key, request_key, keyctl, unshare,
        # perf_event_open, open_by_handle_at, setns, process_vm_*, finit_module, bpf, execveat,
        # userfaultfd, io_uring_setup, pidfd_getfd
        (41, 53, 57, 58, 59, 62, 101, 155, 161, 165, 166, 175, 246, 248, 249, 250, 272, 298, 304,
         308, 310, 311, 313, 321, 322, 323, 425, 438),
    ),
    "aarch64": (
        0xC00000B7, 220, 435,
        (198, 199, 221, 129, 117, 41, 51, 40, 39, 105, 104, 217, 218, 219, 97, 241, 265, 268, 270,
         271, 273, 280, 281, 282, 425, 438),
    ),
}  # fmt: skip
_KILL, _ERROR, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _ANSWER = 0x20, 0x15, 0x35, 0x45, 0x06
_NOT_PERMITTED, _NOT_THERE, _CLONE_THREAD, _OTHER_TABLE = 1, 38, 0x10000, 0x40000000

_libc = ctypes.CDLL(None, use_errno=True)


def raise_walls(reads: Iterable[Path], writes: Iterable[Path]) -> list[str]:
    """The names of the walls that stand: network, files, calls. For good: no way back."""
    if _libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return []
    walls = {
        "network": _leave_network(),
        "files": _see_only([*reads, *_libraries()], writes),
        "calls": _refuse_calls(),
    }
    return [name for name, stands in walls.items() if stands]


def _libraries() -> list[Path]:
    ours = Path(__file__).resolve().parents[3]  # the package binhyen, not the folder around it
    system = ["/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/dev/null", "/dev/urandom"]
    processors = ["/proc/cpuinfo", "/sys/devices/system/cpu"]
    python = [sys.prefix, sys.base_prefix, *(p for p in sys.path if "-packages" in p)]
    return [ours, *map(Path, [*system, *processors, *python])]


def _leave_network() -> bool:
    """A network of its own with nothing on it, where a user may make one."""
    alone = _libc.unshare(_NEW_NETWORK) == 0 or _libc.unshare(_NEW_USER | _NEW_NETWORK) == 0
    return bool(alone)


def _see_only(reads: Iterable[Path], writes: Iterable[Path]) -> bool:
    version = _libc.syscall(_CREATE, None, 0, 1)
    if version < 1:
        return False
    known = sum(rights for since, rights in _RIGHTS.items() if since <= version)
    asked = struct.pack("=Q", known)
    if version >= _TCP_SINCE:
        asked += struct.pack("=Q", _TCP)
    if version >= _SCOPES_SINCE:
        asked += struct.pack("=Q", _SCOPES)
    rules = _libc.syscall(_CREATE, asked, len(asked), 0)
    if rules < 0:
        return False
    for paths, rights in ((reads, _READ), (writes, _WRITE)):
        for path in paths:
            _allow(rules, path, rights & known)
    stands = bool(_libc.syscall(_RESTRICT, rules, 0) == 0)
    os.close(rules)
    return stands


def _allow(rules: int, path: Path, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    if not path.is_dir():
        rights &= ~(1 << 3 | 1 << 5 | 1 << 8)
    _libc.syscall(_ADD, rules, 1, struct.pack("=Qi", rights, place), 0)
    os.close(place)


def _refuse_calls() -> bool:
    machine = platform.machine()
    if machine not in _REFUSED or sys.byteorder != "little" or sys.maxsize < 2**32:
        return False
    steps = _steps(*_REFUSED[machine])
    body = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = struct.pack("=HxxxxxxQ", len(steps), ctypes.addressof(body))
    return bool(_libc.prctl(_SECCOMP, _FILTER, program, 0, 0) == 0)


def _steps(
    machine: int, clone: int, clone3: int, refused: tuple[int, ...]
) -> list[tuple[int, int, int, int]]:
    """The filter: (operation, steps to skip if so, if not, value). Offsets of seccomp_data: the
    call's number at 0, the machine at 4, the low half of the first argument at 16."""
    found = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 1, 0, machine),
        (_ANSWER, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, 0, 1, _OTHER_TABLE),
        (_ANSWER, 0, 0, _KILL),
    ]
    for number in refused:
        found += [(_EQUAL, 0, 1, number), (_ANSWER, 0, 0, _ERROR | _NOT_PERMITTED)]
    # libc then asks with clone, whose flags can be read: threads yes, processes no.
    found += [(_EQUAL, 0, 1, clone3), (_ANSWER, 0, 0, _ERROR | _NOT_THERE)]
    return [
        *found,
        (_EQUAL, 0, 3, clone),
        (_LOAD, 0, 0, 16),
        (_ANY_BIT, 1, 0, _CLONE_THREAD),
        (_ANSWER, 0, 0, _ERROR | _NOT_PERMITTED),
        (_ANSWER, 0, 0, _ALLOW),
    ]
