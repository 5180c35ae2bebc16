"""What the parsing process may use up, set by itself before it looks at anything."""

import resource
from collections.abc import Iterable
from pathlib import Path

from binhyen.kernel.documents.parse.walls import raise_walls

CPU_SECONDS = 30
MEMORY_BYTES = 2_000_000_000
WRITTEN_BYTES = 150_000_000


def take_limits(
    reads: Iterable[Path], writes: Iterable[Path] = (), *, seconds: int = CPU_SECONDS
) -> list[str]:
    """``seconds`` of CPU. What stays reachable of the disk; the names of the walls that stand."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN_BYTES, WRITTEN_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    return raise_walls(reads, writes)
